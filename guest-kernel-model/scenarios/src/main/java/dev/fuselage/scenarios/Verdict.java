package dev.fuselage.scenarios;

/** How a search for bad schedules ended. The last two are never called the same. */
public enum Verdict {
    /** Tasks wait for each other in a circle, or in a knot that nobody outside can open. */
    DEADLOCK,
    /** A task waits for an event that nobody can deliver any more. */
    LOST_WAKEUP,
    /** Steps are taken without end and nothing gets on. */
    LIVELOCK,
    /** A check in the model or in the scenario failed: use after free, corruption, a warning. */
    MISBEHAVIOUR,
    /** A schedule was cut off at the step limit before it was known where it leads. */
    STALL_IN_BOUND,
    /** Every schedule within the stated bound ended well. */
    PASSED_EXHAUSTIVE,
    /** Those schedules that were tried ended well; others were not tried. */
    PASSED_SAMPLED;

    /** Whether some schedule went wrong. */
    public boolean isFailure() {
        return switch (this) {
            case DEADLOCK, LOST_WAKEUP, LIVELOCK, MISBEHAVIOUR -> true;
            case STALL_IN_BOUND, PASSED_EXHAUSTIVE, PASSED_SAMPLED -> false;
        };
    }
}
