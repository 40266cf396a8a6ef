package dev.fuselage.cli.scenario;

/** Exit statuses of {@code fuselage scenario}. */
public final class ScenarioStatus {
    /** Every expectation is met. */
    static final int MET = 0;

    /** An expectation is violated; also when a buggy variant did not go wrong. */
    static final int VIOLATED = 1;

    /** The user asked for something that cannot be done. */
    public static final int BAD_USAGE = 2;

    /** A budget ended a search before it could be known. */
    static final int INCONCLUSIVE = 3;

    /** The same schedule did not do the same again. */
    static final int NONDETERMINISTIC = 4;

    private ScenarioStatus() {}
}
