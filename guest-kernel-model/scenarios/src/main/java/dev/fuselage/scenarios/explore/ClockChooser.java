package dev.fuselage.scenarios.explore;

/** Whoever is furthest behind in virtual time; at equal times whoever has the turn goes on. */
final class ClockChooser implements Chooser {
    @Override
    public int next(Course course) {
        int best = Chooser.goOn(course);
        for (int place = 0; place < course.offers(); place++) {
            if (course.timeOf(place) < course.timeOf(best)) {
                best = place;
            }
        }
        return best;
    }

    @Override
    public int choose(Course course, int count) {
        return 0;
    }
}
