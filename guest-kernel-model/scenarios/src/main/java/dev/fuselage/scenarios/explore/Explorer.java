package dev.fuselage.scenarios.explore;

import dev.fuselage.scenarios.outcome.Outcome;
import java.util.function.LongConsumer;

/** Explores a scenario: the way in for the command line, for tests and for users' own code. */
public final class Explorer {
    private Explorer() {}

    /**
     * Carries a plan out.
     *
     * @param progress told now and then how many schedules have been run; called on this thread
     * @throws ReplayDiverged when a schedule cannot be run again
     */
    public static Outcome explore(Plan plan, LongConsumer progress) {
        throw new UnsupportedOperationException("explore " + plan + progress);
    }
}
