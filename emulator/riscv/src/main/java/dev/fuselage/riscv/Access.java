package dev.fuselage.riscv;

/** Kinds of memory access, and the exceptions each of them raises. */
final class Access {
    static final int FETCH = 0;
    static final int LOAD = 1;
    static final int STORE = 2;

    private Access() {}

    static int pageFault(int access) {
        return switch (access) {
            case FETCH -> Cause.INSTRUCTION_PAGE_FAULT;
            case LOAD -> Cause.LOAD_PAGE_FAULT;
            default -> Cause.STORE_PAGE_FAULT;
        };
    }

    static int accessFault(int access) {
        return switch (access) {
            case FETCH -> Cause.INSTRUCTION_ACCESS_FAULT;
            case LOAD -> Cause.LOAD_ACCESS_FAULT;
            default -> Cause.STORE_ACCESS_FAULT;
        };
    }
}
