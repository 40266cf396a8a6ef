package dev.fuselage.riscv;

/** What became of an instruction outside the interpreter's inner loop. */
final class Outcome {
    /** Done; go on with the next one. */
    static final int NEXT = 0;

    /** Not done, not counted: execute the same place again. */
    static final int REPEAT = 1;

    /**
     * Done; hart.pc says where to go on. Privilege and translation may have changed. {@link Groups}
     * makes this of RELOAD and TRAP.
     */
    static final int JUMP = 2;

    /**
     * Done; hart.pc says where to go on, but first the hart must look at interrupts or let others
     * run.
     */
    static final int LEAVE = 3;

    /** Not done: it cannot be executed in its page and stands in the hart's scratch page now. */
    static final int APART = 4;

    /** Not done, not counted: a debugger wants the hart to stop before it. */
    static final int STOP = 5;

    /** Done; go on with the next one, though privilege or translation may have changed. */
    static final int RELOAD = 6;

    /** Not done: a trap is pending in {@link Traps}. */
    static final int TRAP = 7;

    private Outcome() {}
}
