package dev.fuselage.scenarios.explore;

import dev.fuselage.scenarios.explore.GuestRun.End;
import dev.fuselage.scenarios.outcome.Search.Find;

/** Goes through schedules in its own order. */
interface SearchMethod {
    /** How a search ended. */
    enum Result {
        /** Everything within the bounds was tried. */
        COMPLETE,
        /** What was asked for is known; the last run shows it. */
        FOUND,
        /** As many samples as were asked for. */
        SAMPLED,
        /** The budget is used up. */
        OUT_OF_BUDGET
    }

    /** Says whether a search may end. */
    @FunctionalInterface
    interface Judge {
        /** Whether a run that ended so settles what was asked. */
        boolean isDecided(End end);
    }

    Result search(Judge judge);

    /** As it is called in reports. */
    String word();

    /** How the schedule of the last run came about. */
    Find find();

    /** The bound on preemptions up to which everything was tried or is being tried; -1 for none. */
    default int preemptionBound() {
        return -1;
    }

    /** Distinct states kept. */
    default long states() {
        return 0;
    }

    /** Chance that two states were taken for one. */
    default double collisionOdds() {
        return 0;
    }
}
