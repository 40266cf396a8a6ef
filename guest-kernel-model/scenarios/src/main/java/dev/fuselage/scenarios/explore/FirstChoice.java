package dev.fuselage.scenarios.explore;

/** Whoever has the turn goes on for as long as it can; then the first in line. */
final class FirstChoice implements Chooser {
    @Override
    public int next(Course course) {
        return Chooser.goOn(course);
    }

    @Override
    public int choose(Course course, int count) {
        return 0;
    }
}
