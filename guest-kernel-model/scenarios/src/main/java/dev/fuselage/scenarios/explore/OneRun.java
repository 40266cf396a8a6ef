package dev.fuselage.scenarios.explore;

import dev.fuselage.scenarios.outcome.Search.Find;

/**
 * The one schedule that a chooser gives: the clock's, or a recorded one.
 *
 * @param word the strategy's
 */
record OneRun(Runs runs, Chooser chooser, String word) implements SearchMethod {
    @Override
    public Result search(Judge judge) {
        return judge.isDecided(runs.run(chooser)) ? Result.FOUND : Result.SAMPLED;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public Find find() {
        return new Find(word, -1, 0, null, 1);
    }
}
