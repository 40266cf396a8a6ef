package dev.fuselage.scenarios.explore;

/**
 * A schedule could not be run again: the actor that is to take a step cannot, or the same schedule
 * ended otherwise.
 */
public final class ReplayDiverged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The message says where, and who was expected: "diverged at step 6: expected b, found a". */
    public ReplayDiverged(String message) {
        super(message);
    }
}
