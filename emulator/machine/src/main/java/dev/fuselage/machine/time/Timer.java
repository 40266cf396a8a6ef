package dev.fuselage.machine.time;

/**
 * Something that happens once at a virtual time, preallocated by its owner and scheduled with
 * {@link Simulation#schedule}. It spends no time itself; what spends time is an {@link Agent}.
 */
public abstract non-sealed class Timer extends Scheduled {
    private final String name;

    /** A timer that is not scheduled yet. */
    protected Timer(String name) {
        this.name = name;
    }

    public final String name() {
        return name;
    }

    /**
     * Whether it waits to expire. False while {@link #expire} runs, so that it may schedule itself.
     */
    public final boolean isScheduled() {
        return place != NOWHERE;
    }

    /** The virtual time in cycles at which it expires or last expired. */
    public final long time() {
        return due;
    }

    /** Called when its time has come; {@link Simulation#now()} is that time. */
    protected abstract void expire();

    @Override
    public final String toString() {
        return "timer " + name;
    }
}
