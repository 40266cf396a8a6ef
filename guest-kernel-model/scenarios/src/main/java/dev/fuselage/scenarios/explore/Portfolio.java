package dev.fuselage.scenarios.explore;

import dev.fuselage.scenarios.outcome.Search.Find;
import java.util.List;

/** One search after the other, until one has found what is looked for or has tried everything. */
final class Portfolio implements SearchMethod {
    private final List<SearchMethod> before;
    private final SearchMethod last;

    /** The one that is searching, or was the last to. */
    private SearchMethod turn;

    Portfolio(List<SearchMethod> before, SearchMethod last) {
        this.before = before;
        this.last = last;
        this.turn = last;
    }

    @Override
    public Result search(Judge judge) {
        for (SearchMethod method : before) {
            turn = method;
            Result result = method.search(judge);
            if (result == Result.FOUND || result == Result.COMPLETE) {
                return result;
            }
        }
        turn = last;
        return last.search(judge);
    }

    /** Samples are tried for the sake of what comes after them. */
    @Override
    public String word() {
        return turn instanceof SamplingSearch ? last.word() : turn.word();
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
        return last.states();
    }

    @Override
    public double collisionOdds() {
        return last.collisionOdds();
    }
}
