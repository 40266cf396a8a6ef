package dev.fuselage.cli.boot;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The size of a terminal in characters.
 *
 * @param rows lines, 0 if that is not known
 * @param columns characters a line, 0 if that is not known
 */
record WindowSize(int rows, int columns) {

    static final WindowSize UNKNOWN = new WindowSize(0, 0);

    private static final long TIOCGWINSZ = 0x5413;

    /** {@code struct winsize}: rows and columns, and both again in pixels; 16 bits each. */
    private static final int BYTES = 8;

    private static final int COLUMNS = 2;
    private static final int MASK = 0xffff;

    /** That of the terminal behind a descriptor; {@link #UNKNOWN} if there is none. */
    static WindowSize of(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(BYTES, Long.BYTES);
            int result;
            try {
                result = (int) Call.IOCTL.invokeExact(descriptor, TIOCGWINSZ, struct);
            } catch (Throwable t) {
                throw new IllegalStateException("ioctl could not be called", t);
            }
            return result != 0
                    ? UNKNOWN
                    : new WindowSize(
                            struct.get(ValueLayout.JAVA_SHORT, 0) & MASK,
                            struct.get(ValueLayout.JAVA_SHORT, COLUMNS) & MASK);
        }
    }

    /** The function of the C library. */
    private static final class Call {
        static final MethodHandle IOCTL = link();

        private Call() {}

        private static MethodHandle link() {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("ioctl"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS),
                    Linker.Option.firstVariadicArg(2));
        }
    }
}
