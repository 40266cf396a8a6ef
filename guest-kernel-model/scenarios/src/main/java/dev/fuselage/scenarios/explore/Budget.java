package dev.fuselage.scenarios.explore;

/**
 * When a search is given up. A limit on time makes the amount of search vary from run to run, never
 * what a schedule does.
 *
 * @param schedules most runs of the guest
 * @param states most states kept
 * @param nanos most host time
 * @param steps most steps of one schedule; what goes on longer has stalled
 */
public record Budget(long schedules, long states, long nanos, int steps) {
    /** Most steps of a schedule, unless said otherwise. */
    public static final int STANDARD_STEPS = 10_000;

    /** Schedules that the random strategies try, unless said otherwise. */
    public static final long STANDARD_SAMPLES = 10_000;

    /** No limit but the standard one on the steps of a schedule. */
    public static Budget unlimited() {
        return new Budget(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, STANDARD_STEPS);
    }

    public Budget withSchedules(long most) {
        return new Budget(most, states, nanos, steps);
    }

    public Budget withStates(long most) {
        return new Budget(schedules, most, nanos, steps);
    }

    public Budget withNanos(long most) {
        return new Budget(schedules, states, most, steps);
    }

    public Budget withSteps(int most) {
        return new Budget(schedules, states, nanos, most);
    }
}
