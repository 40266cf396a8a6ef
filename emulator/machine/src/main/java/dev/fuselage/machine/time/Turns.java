package dev.fuselage.machine.time;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who could take the next step: one entry for each actor, in the order of agents and, within an
 * agent, in its own. Filled anew before each step; allocates nothing once it has grown.
 *
 * <p>An actor is whoever has an order of its own: a task, an interrupt, a host thread. Its number
 * is the same in every run in which the same was done before.
 */
public final class Turns {
    private @Nullable Agent[] agents = new @Nullable Agent[8];
    private int[] alternatives = new int[8];
    private long[] actors = new long[8];
    private @Nullable Object[] names = new @Nullable Object[8];
    private int size;

    Turns() {}

    void clear() {
        size = 0;
    }

    /**
     * Offers a step.
     *
     * @param agent who is to be run for it
     * @param alternative what it is to do, as {@link Agent#take} is told
     * @param actor the actor's number
     * @param name the actor, for reports
     */
    public void add(Agent agent, int alternative, long actor, Object name) {
        if (size == actors.length) {
            agents = Arrays.copyOf(agents, 2 * size);
            alternatives = Arrays.copyOf(alternatives, 2 * size);
            actors = Arrays.copyOf(actors, 2 * size);
            names = Arrays.copyOf(names, 2 * size);
        }
        agents[size] = agent;
        alternatives[size] = alternative;
        actors[size] = actor;
        names[size] = name;
        size++;
    }

    public int size() {
        return size;
    }

    /** The number of the actor at that place. */
    public long actor(int place) {
        return actors[Objects.checkIndex(place, size)];
    }

    /** The actor at that place; its text is its name. */
    public Object name(int place) {
        return Objects.requireNonNull(names[Objects.checkIndex(place, size)]);
    }

    /** Local time of the agent that would take the step, in cycles. */
    public long time(int place) {
        return Objects.requireNonNull(agents[Objects.checkIndex(place, size)]).dueTime();
    }

    Agent agent(int place) {
        return Objects.requireNonNull(agents[place]);
    }

    int alternative(int place) {
        return alternatives[place];
    }
}
