package dev.fuselage.scenarios.explore;

import java.util.List;

/**
 * A few samples before a systematic search: what many schedules show is found at once, and what few
 * show is not missed.
 */
final class Portfolio implements SearchMethod {
    /** Samples of each kind that are tried first. */
    static final long SAMPLES = 100;

    private final List<SearchMethod> samples;
    private final SearchMethod systematic;

    Portfolio(List<SearchMethod> samples, SearchMethod systematic) {
        this.samples = samples;
        this.systematic = systematic;
    }

    @Override
    public Result search(Judge judge) {
        for (SearchMethod method : samples) {
            if (method.search(judge) == Result.FOUND) {
                return Result.FOUND;
            }
        }
        return systematic.search(judge);
    }

    @Override
    public int preemptionBound() {
        return systematic.preemptionBound();
    }

    @Override
    public long states() {
        return systematic.states();
    }

    @Override
    public double collisionOdds() {
        return systematic.collisionOdds();
    }
}
