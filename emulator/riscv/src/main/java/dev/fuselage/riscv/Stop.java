package dev.fuselage.riscv;

/** Why a hart stands still for its debugger. Its pc is the instruction it has not executed yet. */
public sealed interface Stop {
    /** A breakpoint is set at pc. */
    record AtBreakpoint() implements Stop {}

    /** The step that was asked for is done: an instruction executed, or a trap taken instead. */
    record Stepped() implements Stop {}

    /**
     * The instruction at pc would access watched memory.
     *
     * @param address the first watched byte it would access
     */
    record AtWatchpoint(Watchpoints.Kind kind, long address) implements Stop {}

    /** Who is told, within the slice of the hart, which is suspended right after. */
    @FunctionalInterface
    interface Listener {
        void stopped(Hart hart, Stop stop);
    }
}
