package dev.fuselage.scenarios.outcome;

import org.jspecify.annotations.Nullable;

/**
 * How a search went. All but {@link #nanos} is the same on every machine unless a budget of time
 * ended it.
 *
 * @param strategy "bounded", "exhaustive", "random", "weighted", "pct", "clock", "replay"
 * @param preemptionBound most preemptions of a schedule that were tried; -1 for no bound
 * @param stepLimit most steps of a schedule
 * @param depth of PCT; 0 for other strategies
 * @param seed of the strategies that have one; null otherwise
 * @param schedules runs of the guest, cut-off ones included
 * @param distinct schedules that were run to their ends and differ in the order of dependent steps
 *     (where the strategy knows it, otherwise in any way)
 * @param states distinct prefixes of schedules, by the order of dependent steps, where the strategy
 *     keeps them; otherwise 0
 * @param steps taken in all runs
 * @param complete whether everything within the bounds was tried
 * @param collisionOdds chance that two states were taken for one, at most; 0 without fingerprints
 * @param nanos host time
 * @param find what found that which went wrong; null if nothing did, or an older report is silent
 */
public record Search(
        String strategy,
        int preemptionBound,
        int stepLimit,
        int depth,
        @Nullable Long seed,
        long schedules,
        long distinct,
        long states,
        long steps,
        boolean complete,
        double collisionOdds,
        long nanos,
        @Nullable Find find) {

    /**
     * Which of all schedules showed it first, before it was made short: a few samples may be tried
     * before what {@link Search#strategy} says.
     *
     * @param strategy as in a search; "first" for the schedule that is tried before any other, in
     *     which everybody goes on while it can
     * @param preemptionBound the bound that was being searched; -1 for none
     * @param depth of PCT; 0 for other strategies
     * @param seed of the strategies that have one; null otherwise
     * @param schedule its number, from 1: among those of the seed, whatever the shard, where there
     *     is a seed; otherwise among those of the strategy
     */
    public record Find(
            String strategy, int preemptionBound, int depth, @Nullable Long seed, long schedule) {
        /** The strategy of the one schedule that all searches by chance begin with. */
        public static final String FIRST = "first";
    }
}
