package dev.fuselage.scenarios.explore;

import dev.fuselage.scenarios.outcome.Search.Find;
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

    /** The one that is searching, or was the last to. */
    private SearchMethod turn;

    Portfolio(List<SearchMethod> samples, SearchMethod systematic) {
        this.samples = samples;
        this.systematic = systematic;
        this.turn = systematic;
    }

    @Override
    public Result search(Judge judge) {
        for (SearchMethod method : samples) {
            turn = method;
            if (method.search(judge) == Result.FOUND) {
                return Result.FOUND;
            }
        }
        turn = systematic;
        return systematic.search(judge);
    }

    @Override
    public Find find() {
        return turn.find();
    }

    @Override
    public int preemptionBound() {
        return turn.preemptionBound();
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
