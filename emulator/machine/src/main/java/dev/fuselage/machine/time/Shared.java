package dev.fuselage.machine.time;

/**
 * Something that several steps of a simulation may look at or change: a lock, a ring, a page. Two
 * steps that touch no common one can be exchanged without anybody noticing.
 *
 * <p>{@link Simulation#touch} tells an {@link Exploration} of it; without one it costs a
 * comparison.
 */
public abstract class Shared {
    private long run;
    private int number;

    protected Shared() {}

    /** In a few words, such as "page lock inode 2 page 0"; asked for only when a report is made. */
    public abstract String describe();

    /** Whether it has a {@link #number} in that run of an exploration. */
    public final boolean isNumberedIn(long thisRun) {
        return run == thisRun;
    }

    /** Gives it a number for one run; runs are counted from 1. For an exploration alone. */
    public final void setNumber(long thisRun, int next) {
        run = thisRun;
        number = next;
    }

    /** It is used for something else from now on, which has nothing to do with what it was. */
    public final void renew() {
        run = 0;
    }

    /** The number that {@link #setNumber} gave it. */
    public final int number() {
        return number;
    }
}
