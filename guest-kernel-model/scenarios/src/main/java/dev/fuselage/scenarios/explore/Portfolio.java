package dev.fuselage.scenarios.explore;

/**
 * A few samples before a systematic search: what many schedules show is found at once, and what few
 * show is not missed.
 */
final class Portfolio implements SearchMethod {
    /** Samples that are tried first. */
    static final long SAMPLES = 200;

    private final SearchMethod first;
    private final SearchMethod second;

    Portfolio(SearchMethod samples, SearchMethod systematic) {
        this.first = samples;
        this.second = systematic;
    }

    @Override
    public Result search(Judge judge) {
        Result result = first.search(judge);
        return result == Result.FOUND ? result : second.search(judge);
    }

    @Override
    public int preemptionBound() {
        return second.preemptionBound();
    }

    @Override
    public long states() {
        return second.states();
    }

    @Override
    public double collisionOdds() {
        return second.collisionOdds();
    }
}
