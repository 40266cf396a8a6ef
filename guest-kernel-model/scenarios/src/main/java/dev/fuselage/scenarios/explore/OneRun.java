package dev.fuselage.scenarios.explore;

/** The one schedule that a chooser gives: the clock's, or a recorded one. */
record OneRun(Runs runs, Chooser chooser) implements SearchMethod {
    @Override
    public Result search(Judge judge) {
        return judge.isDecided(runs.run(chooser)) ? Result.FOUND : Result.SAMPLED;
    }
}
