package dev.fuselage.cli.boot;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The settings of a terminal, all of them: {@code struct termios} of the C library, which has one
 * form on every Linux that Fuselage runs on. Also flags, characters and speeds that nothing here
 * knows are given back as they were taken; a speed that is lost, say, hangs a serial line up.
 */
final class Termios {

    // struct termios, see termios(3)
    private static final int BYTES = 60;
    private static final int INPUT_FLAGS = 0;
    private static final int OUTPUT_FLAGS = 4;
    private static final int CONTROL_FLAGS = 8;
    private static final int LOCAL_FLAGS = 12;
    private static final int CHARACTERS = 17;
    private static final int VTIME = 5;
    private static final int VMIN = 6;

    /** IGNBRK, BRKINT, PARMRK, ISTRIP, INLCR, IGNCR, ICRNL, IXON. */
    private static final int INPUT_CONVERSIONS = 0x5eb;

    private static final int OPOST = 0x1;
    private static final int CSIZE = 0x30;
    private static final int CS8 = 0x30;
    private static final int PARENB = 0x100;

    /** ISIG, ICANON, ECHO, ECHONL, IEXTEN. */
    private static final int EDITING = 0x804b;

    private static final int TCSANOW = 0;

    private final MemorySegment struct;

    private Termios(MemorySegment struct) {
        this.struct = struct;
    }

    private static MemorySegment allocate() {
        return Arena.ofAuto().allocate(BYTES, Long.BYTES);
    }

    /**
     * Those of a terminal now.
     *
     * @throws IOException when the descriptor is none of a terminal
     */
    static Termios of(int descriptor) throws IOException {
        MemorySegment struct = allocate();
        int result;
        try {
            result = (int) Calls.TCGETATTR.invokeExact(descriptor, struct);
        } catch (Throwable t) {
            throw new IllegalStateException("tcgetattr could not be called", t);
        }
        if (result != 0) {
            throw new IOException("descriptor " + descriptor + " is no terminal");
        }
        return new Termios(struct);
    }

    /** The same, but every key comes through as it is and nothing is echoed, as QEMU has it. */
    Termios raw() {
        MemorySegment raw = allocate().copyFrom(struct);
        change(raw, INPUT_FLAGS, INPUT_CONVERSIONS, 0);
        change(raw, OUTPUT_FLAGS, 0, OPOST);
        change(raw, CONTROL_FLAGS, CSIZE | PARENB, CS8);
        change(raw, LOCAL_FLAGS, EDITING, 0);
        raw.set(ValueLayout.JAVA_BYTE, CHARACTERS + VMIN, (byte) 1);
        raw.set(ValueLayout.JAVA_BYTE, CHARACTERS + VTIME, (byte) 0);
        return new Termios(raw);
    }

    private static void change(MemorySegment struct, int flags, int cleared, int set) {
        int old = struct.get(ValueLayout.JAVA_INT, flags);
        struct.set(ValueLayout.JAVA_INT, flags, (old & ~cleared) | set);
    }

    /** Gives a terminal these settings; nothing happens if it is gone. */
    void apply(int descriptor) {
        try {
            int _ = (int) Calls.TCSETATTR.invokeExact(descriptor, TCSANOW, struct);
        } catch (Throwable t) {
            throw new IllegalStateException("tcsetattr could not be called", t);
        }
    }

    /** Functions of the C library. */
    private static final class Calls {
        private static final AddressLayout POINTER = ValueLayout.ADDRESS;
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

        static final MethodHandle TCGETATTR =
                link("tcgetattr", FunctionDescriptor.of(INT, INT, POINTER));
        static final MethodHandle TCSETATTR =
                link("tcsetattr", FunctionDescriptor.of(INT, INT, INT, POINTER));

        private Calls() {}

        private static MethodHandle link(String name, FunctionDescriptor signature) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature);
        }
    }
}
