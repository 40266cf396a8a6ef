package dev.fuselage.machine.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Zeroed host memory that costs nothing until it is touched: a private anonymous mapping for which
 * the host reserves no swap ({@code MAP_NORESERVE}), so that 64 GiB of guest RAM fit on any host as
 * long as the guest leaves most of it alone. Huge pages are refused, since with them the first byte
 * written in each 2 MiB would cost the host 2 MiB.
 */
public final class SparseMemory implements AutoCloseable {
    private static final long PROT_READ_WRITE = 0x3;
    private static final long MAP_PRIVATE = 0x02;
    private static final long MAP_ANONYMOUS = 0x20;
    private static final long MAP_NORESERVE = 0x4000;
    private static final long MAP_FAILED = -1;
    private static final long MADV_DONTNEED = 4;
    private static final long MADV_NOHUGEPAGE = 15;

    // One signature for all three calls, since each signature costs start-up time. The C ABIs of
    // 64-bit Linux pass an int in a whole register, of which the callee reads the low half.
    private static final FunctionDescriptor SIX_LONGS =
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG);
    private static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(SIX_LONGS);
    private static final MemorySegment MMAP = symbol("mmap");
    private static final MemorySegment MUNMAP = symbol("munmap");
    private static final MemorySegment MADVISE = symbol("madvise");

    private final long address;
    private final long size;
    private boolean closed;

    /** Maps {@code size} bytes, a positive multiple of the page size. */
    public SparseMemory(long size) {
        long flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
        long mapped = call(MMAP, 0, size, PROT_READ_WRITE, flags, -1, 0);
        if (mapped == MAP_FAILED) {
            throw new IllegalStateException(
                    "the host refuses to map %d MiB of guest memory (see ulimit -v and vm.overcommit_memory)"
                            .formatted(size >> 20));
        }
        this.address = mapped;
        this.size = size;
        // Advice only: a kernel without huge pages answers EINVAL, which suits us as well.
        call(MADVISE, mapped, size, MADV_NOHUGEPAGE, 0, 0, 0);
    }

    long address() {
        return address;
    }

    /** Bytes. */
    public long size() {
        return size;
    }

    /** All of it. Not to be used after {@link #close}. */
    public MemorySegment segment() {
        return HostMemory.ALL.asSlice(address, size);
    }

    /** Makes all of it zero, which costs no more than what was written since it was mapped. */
    public void clear() {
        if (call(MADVISE, address, size, MADV_DONTNEED, 0, 0, 0) != 0) {
            segment().fill((byte) 0);
        }
    }

    /** Gives the memory back to the host. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            call(MUNMAP, address, size, 0, 0, 0, 0);
        }
    }

    private static MemorySegment symbol(String name) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(name);
    }

    private static long call(
            MemorySegment function, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(function, a, b, c, d, e, f);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException("a C function threw a checked exception", impossible);
        }
    }
}
