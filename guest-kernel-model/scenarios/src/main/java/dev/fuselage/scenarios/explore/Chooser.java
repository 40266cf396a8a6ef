package dev.fuselage.scenarios.explore;

/** Decides the steps of one run after the other. */
interface Chooser {
    /**
     * Who takes the next step.
     *
     * @return a place among the course's offers, or {@link Course#NOBODY} to stop the run
     */
    int next(Course course);

    /** What an actor does within its step where there are several ways; from 0. */
    int choose(Course course, int count);

    /** The place of whoever took the last step, or of the first offer if it cannot go on. */
    static int goOn(Course course) {
        int place = course.lastActor() == Course.NOBODY ? 0 : course.placeOf(course.lastActor());
        return Math.max(place, 0);
    }
}
