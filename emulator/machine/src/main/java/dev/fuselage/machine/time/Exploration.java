package dev.fuselage.machine.time;

/**
 * Takes every step of a simulation from somewhere else than the clock: from a strategy, or from a
 * recorded schedule.
 *
 * <p>While one is set, virtual time orders nothing: each {@link Agent} that is awake offers the
 * steps it could take, {@link #next} chooses one of them, and timers expire only when no agent has
 * anything to do.
 */
public interface Exploration extends Decisions {
    /** Instead of an index: the run is to stop here. */
    int STOP = -1;

    /**
     * Who takes the next step.
     *
     * @param turns at least one
     * @return an index into them, or {@link #STOP}
     */
    int next(Turns turns);

    /**
     * The step that is being taken does something to a shared thing.
     *
     * @param detail what more there is to say about it, such as the request that is put into a
     *     ring; the thing itself if nothing
     */
    void touched(Shared shared, Operation operation, Object detail);

    /** The step that is being taken made somebody able to take one, see {@link Turns#actor}. */
    void enabled(long actor);
}
