package dev.fuselage.kernel.user;

/** The integer registers and the program counter. */
final class Registers {
    static final int RA = 1;
    static final int SP = 2;
    static final int A0 = 10;
    static final int A7 = 17;

    private static final int COUNT = 32;

    private final long[] x = new long[COUNT];

    long pc;

    long get(int register) {
        return x[register];
    }

    /** Sets a register; register 0 stays 0. */
    void set(int register, long value) {
        if (register != 0) {
            x[register] = value;
        }
    }

    Registers copy() {
        Registers copy = new Registers();
        System.arraycopy(x, 0, copy.x, 0, COUNT);
        copy.pc = pc;
        return copy;
    }
}
