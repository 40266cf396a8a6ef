package dev.fuselage.devices.fs.host;

import dev.fuselage.fuse.linux.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * System calls of this host, by number, on the calling thread.
 *
 * <p>By number because some have no wrapper in the C library (openat2) and because the wrappers of
 * others do more than the call: the library's {@code setgroups} changes every thread of the
 * process. Results are the kernel's: a value, or a negative errno. Memory passed to a call is
 * passed as an address and must outlive the call. Once compiled, a call allocates nothing.
 *
 * <p>Not safe for use by several threads: {@code errno} is captured in one place. Open to tests,
 * which step in between two calls to play the other process of a race.
 */
class LinuxSystemCalls {

    private final Architecture architecture;
    private final MemorySegment capturedState;

    /**
     * @param architecture of this host
     */
    LinuxSystemCalls(Architecture architecture) {
        this.architecture = architecture;
        // Freed by the collector: its life need not be managed, and the linker need not lock it a
        // call.
        this.capturedState = Arena.ofAuto().allocate(DownCall.STATE);
    }

    /** The architecture of this host. */
    final Architecture architecture() {
        return architecture;
    }

    /** A call without arguments. */
    final long call(SystemCall call) {
        return call(call, 0, 0, 0, 0, 0, 0);
    }

    /** A call with one argument. */
    final long call(SystemCall call, long a) {
        return call(call, a, 0, 0, 0, 0, 0);
    }

    /** A call with two arguments. */
    final long call(SystemCall call, long a, long b) {
        return call(call, a, b, 0, 0, 0, 0);
    }

    /** A call with three arguments. */
    final long call(SystemCall call, long a, long b, long c) {
        return call(call, a, b, c, 0, 0, 0);
    }

    /** A call with four arguments. */
    final long call(SystemCall call, long a, long b, long c, long d) {
        return call(call, a, b, c, d, 0, 0);
    }

    /** A call with five arguments. */
    final long call(SystemCall call, long a, long b, long c, long d, long e) {
        return call(call, a, b, c, d, e, 0);
    }

    /**
     * Any call. One that a signal interrupts is made again, except close, which has closed by then.
     *
     * @return what the kernel returned, or a negative errno
     */
    long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
        long result;
        do {
            result = once(call.number(architecture), a, b, c, d, e, f);
        } while (result == -Errno.EINTR && call != SystemCall.CLOSE);
        return result;
    }

    /** Closes a descriptor. Its number is free afterwards whatever the result says. */
    final int close(int descriptor) {
        return (int) call(SystemCall.CLOSE, descriptor);
    }

    private long once(long number, long a, long b, long c, long d, long e, long f) {
        long result;
        try {
            result = (long) DownCall.SYSCALL.invokeExact(capturedState, number, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw new IllegalStateException("system call " + number + " could not be made", t);
        }
        return result == -1
                ? -capturedState.get(ValueLayout.JAVA_INT, DownCall.ERRNO_OFFSET)
                : result;
    }

    /** The C library's {@code syscall(3)}; found only once the host is known to be a Linux. */
    private static final class DownCall {
        static final StructLayout STATE = Linker.Option.captureStateLayout();
        static final long ERRNO_OFFSET = STATE.byteOffset(PathElement.groupElement("errno"));
        static final MethodHandle SYSCALL = link();

        private DownCall() {}

        private static MethodHandle link() {
            Linker linker = Linker.nativeLinker();
            ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(word, word, word, word, word, word, word, word),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(1));
        }
    }
}
