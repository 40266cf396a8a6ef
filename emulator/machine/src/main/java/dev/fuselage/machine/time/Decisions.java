package dev.fuselage.machine.time;

/**
 * The one seam through which every scheduling decision goes: timing mode answers from the clock,
 * exploration from a strategy, replay from a file.
 */
@FunctionalInterface
public interface Decisions {
    /** Always the first candidate, which is what the clock says would come first. */
    Decisions CLOCK = (kind, candidates) -> 0;

    /** What is being decided. */
    enum Kind {
        /** Which runnable task a CPU runs next. */
        NEXT_TASK,
        /** Which of the requests it has read a server finishes next. */
        NEXT_COMPLETION,
        /** Whether a pending interrupt is taken now (0) or at a later point. */
        INTERRUPT_DELIVERY
    }

    /**
     * Chooses among {@code candidates} (at least 1) that stand in the order of the clock.
     *
     * @return an index from 0 to {@code candidates - 1}
     */
    int choose(Kind kind, int candidates);
}
