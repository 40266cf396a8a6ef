package dev.fuselage.riscv.image;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.HostMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is where in a guest's RAM before it starts. Files are loaded through {@link Loader} and
 * {@link #loadHigh}; nothing is ever loaded over anything else.
 */
public final class RamLayout {
    private static final long MIB = 1L << 20;

    private final GuestMemory memory;
    private final long base;
    private final long size;
    private final List<Placed> placed = new ArrayList<>();

    /** The RAM of {@code size} bytes that begins at {@code base}, all of it free. */
    public RamLayout(GuestMemory memory, long base, long size) {
        if (!memory.isMemory(base, size)) {
            throw new IllegalArgumentException(
                    "no RAM of 0x%x bytes at 0x%x".formatted(size, base));
        }
        this.memory = memory;
        this.base = base;
        this.size = size;
    }

    /** Where RAM begins. */
    public long base() {
        return base;
    }

    /** Bytes of RAM. */
    public long size() {
        return size;
    }

    /** Everything that was loaded, in that order. */
    public List<Placed> placed() {
        return Collections.unmodifiableList(placed);
    }

    /** Whether a range lies in RAM. */
    boolean contains(long address, long length) {
        long offset = address - base;
        return offset >= 0 && length >= 0 && offset <= size - length;
    }

    /** Takes a range that must be free. */
    Placed take(String what, long address, long length) throws ImageException {
        if (!contains(address, length)) {
            throw new ImageException(
                    "%s needs %s from 0x%x on, and the guest's memory is %s from 0x%x on"
                            .formatted(what, mebibytes(length), address, mebibytes(size), base));
        }
        for (Placed other : placed) {
            if (other.overlaps(address, length)) {
                throw new ImageException(
                        "%s at 0x%x to 0x%x overlaps %s"
                                .formatted(what, address, address + length - 1, other));
            }
        }
        Placed range = new Placed(what, address, length);
        placed.add(range);
        return range;
    }

    /**
     * Loads bytes as high as there is room.
     *
     * @param alignment of their address, a power of two
     */
    public Placed loadHigh(String what, byte[] bytes, long alignment) throws ImageException {
        return loadHigh(what, MemorySegment.ofArray(bytes), alignment);
    }

    /** Loads a whole file as high as there is room. */
    public Placed loadHigh(String what, ImageFile file, long alignment) throws ImageException {
        if (file.size() == 0) {
            throw file.fault("is empty");
        }
        return loadHigh(what, file.bytes(0, file.size()), alignment);
    }

    private Placed loadHigh(String what, MemorySegment bytes, long alignment)
            throws ImageException {
        long length = bytes.byteSize();
        long end = base + size;
        while (end - base >= length) {
            long address = (end - length) & -alignment;
            Placed inTheWay = contains(address, length) ? overlapping(address, length) : null;
            if (inTheWay == null && address >= base) {
                Placed range = take(what, address, length);
                store(address, bytes);
                return range;
            }
            end = inTheWay == null ? base : inTheWay.address();
        }
        throw new ImageException(
                "no room for %s of %s beside what else is in the guest's memory of %s"
                        .formatted(what, mebibytes(length), mebibytes(size)));
    }

    private @Nullable Placed overlapping(long address, long length) {
        for (Placed other : placed) {
            if (other.overlaps(address, length)) {
                return other;
            }
        }
        return null;
    }

    /** Copies bytes into a range that was taken. */
    void store(long address, MemorySegment bytes) {
        long host = memory.address(address, bytes.byteSize());
        MemorySegment.copy(bytes, 0, HostMemory.ALL, host, bytes.byteSize());
    }

    /** A size as people write it. */
    static String mebibytes(long bytes) {
        return bytes % MIB == 0
                ? "%d MiB".formatted(bytes / MIB)
                : bytes < MIB
                        ? "%d bytes".formatted(bytes)
                        : "%d.%d MiB".formatted(bytes / MIB, bytes % MIB * 10 / MIB);
    }
}
