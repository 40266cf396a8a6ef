package dev.fuselage.scenarios.outcome;

import java.util.List;

/**
 * One step of a schedule: what one actor did between two points at which another could have gone
 * on.
 *
 * @param number from 1
 * @param actor the actor's number, in order of first appearance from 0
 * @param actorName a task ("cat [7]"), a host thread ("virtiofsd/1") or an interrupt ("irq 3")
 * @param change how it came to be this actor's turn
 * @param operations what it did, in order: "lock page 2:0", "submit FUSE_READ #11"
 * @param enabled numbers of all actors that could have taken the step, this one included
 */
public record ScheduleStep(
        int number,
        int actor,
        String actorName,
        Change change,
        List<String> operations,
        List<Integer> enabled) {
    /** How an actor got its turn. */
    public enum Change {
        /** It had the turn already. */
        CONTINUED,
        /** The one before it ended or could not go on. */
        SWITCHED,
        /** The one before it could have gone on. */
        PREEMPTED
    }
}
