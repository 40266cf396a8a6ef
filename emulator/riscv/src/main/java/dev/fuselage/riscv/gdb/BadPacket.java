package dev.fuselage.riscv.gdb;

/** A packet that cannot be done as it stands; answered with its error number. */
final class BadPacket extends RuntimeException {
    /** Linux's E2BIG: longer than agreed. */
    static final int TOO_LONG = 7;

    /** Linux's EFAULT: no memory there. */
    static final int FAULT = 14;

    /** Linux's EINVAL: not of the form it should have. */
    static final int INVALID = 22;

    /** Linux's ENOSPC: no more of these. */
    static final int NO_SPACE = 28;

    private static final long serialVersionUID = 1L;

    private final int number;

    BadPacket(int number) {
        super("E%02x".formatted(number), null, false, false);
        this.number = number;
    }

    int number() {
        return number;
    }
}
