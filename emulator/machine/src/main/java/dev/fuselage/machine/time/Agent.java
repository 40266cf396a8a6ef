package dev.fuselage.machine.time;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;

/**
 * Whatever spends virtual time: a vCPU, a hart, a host thread. Each has its own local time, and the
 * {@link Simulation} always runs the agent that is furthest behind. Not a thread: {@link #run} is
 * called, does a slice of work and returns.
 *
 * <p>An agent holds at most one wake-up that is still to come: of several, the earliest wins. An
 * agent that is woken looks for everything it could do, and asks again for what lies later still.
 */
public abstract non-sealed class Agent extends Scheduled {
    private static final long NEVER = Long.MAX_VALUE;

    /** Agents come after all timers of the same time; 2^62 timers are never scheduled. */
    private static final long FIRST_RANK = 1L << 62;

    private final Simulation simulation;
    private final String name;

    /**
     * Local time. The key in the agenda, {@link #due}, is later while it sleeps until a wake-up.
     */
    private long now;

    private long wake = NEVER;

    /**
     * What was asked for in this slice while a wake-up that is due already stood in {@link #wake}.
     */
    private long later = NEVER;

    /** Of {@link #taken}: to go on with what was begun. */
    public static final int GO_ON = 0;

    /** Of {@link #taken}: to look for work, since it offered nothing. */
    public static final int LOOK = -1;

    private int taken = GO_ON;
    private boolean idle = true;
    private boolean inSlice;

    /** An idle agent; its local time starts at the simulation's now. */
    @SuppressWarnings("this-escape") // It is kept, and not called before it is woken.
    protected Agent(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
        this.now = simulation.now();
        this.rank = FIRST_RANK + simulation.enrol(this);
    }

    /** Local time in cycles. */
    public final long now() {
        return now;
    }

    public final String name() {
        return name;
    }

    /** Its number as an actor of an {@link Exploration}. */
    public final long number() {
        return rank;
    }

    /** The simulation this agent lives in. */
    public final Simulation simulation() {
        return simulation;
    }

    /** Lets local time pass. Only the running agent spends. */
    protected final void spend(long cycles) {
        if (cycles < 0) {
            throw new IllegalArgumentException(name + " cannot spend " + cycles + " cycles");
        }
        now += cycles;
    }

    /**
     * Makes the agent runnable at {@code time}, though never before its own local time nor before
     * the sender's, since a wake-up cannot arrive before it is sent. May be called on a running
     * agent.
     */
    public final void wakeAt(long time) {
        long at = Math.max(Math.max(time, now), simulation.now());
        if (inSlice && wake <= now && at > now) {
            later = Math.min(later, at);
            return;
        }
        if (at >= wake) {
            return;
        }
        wake = at;
        if (idle && !inSlice) {
            due = at;
            if (place == NOWHERE) {
                simulation.agenda.add(this);
            } else {
                simulation.agenda.moved(this);
            }
        }
    }

    /**
     * A slice of work. Called when this agent is the furthest behind; returns when {@link
     * #mustYield} says so, or after {@link #idle}. If it returns otherwise it is called again in
     * its turn.
     */
    protected abstract void run();

    // ---- explored

    /**
     * Offers the steps that this agent, which is awake, could take now. While the simulation is
     * explored it is asked before each step, and {@link #run} then does what {@link #taken} says
     * and returns after it.
     */
    protected void offer(Turns turns) {
        turns.add(this, GO_ON, number(), name);
    }

    /** When it would run: its own time while it is in a slice, or what it is to be woken at. */
    long dueTime() {
        return place == NOWHERE ? now : due;
    }

    void take(int alternative) {
        taken = alternative;
    }

    /** What the agent is to do: one of the alternatives it offered, or {@link #LOOK}. */
    protected final int taken() {
        return taken;
    }

    /** At a sync point within a step, of the running agent: whether the next step is its own. */
    protected final boolean goesOn() {
        return simulation.goesOn(this);
    }

    // ---- the slice

    /**
     * Whether a timer or another agent now comes before this one; always while the simulation is
     * explored. Asked by the running agent.
     */
    protected final boolean mustYield() {
        if (simulation.isExplored()) {
            return true;
        }
        Scheduled first = simulation.agenda.first();
        return first != null && first.before(now, rank);
    }

    /**
     * Parks this agent when {@link #run} returns, until its next wake-up. To be called right after
     * looking for work and finding none: a wake-up due by now counts as seen, a later one, or one
     * that arrives before {@code run} returns, is kept.
     */
    protected final void idle() {
        wake = Math.min(stillToCome(wake), stillToCome(later));
        later = NEVER;
        idle = true;
    }

    private long stillToCome(long time) {
        return time > now ? time : NEVER;
    }

    /**
     * Makes the simulation stand still in the middle of this slice when {@link #run} returns, and
     * call {@code run} again before anything else happens: for a debugger, whose looking must not
     * change the order of things. {@link Simulation#run} asks its condition in between.
     */
    protected final void suspend() {
        simulation.suspendRunning();
    }

    /** One slice; leaves the agent in the agenda unless it is parked or suspended. */
    final void dispatch() {
        simulation.agenda.remove(this);
        now = due;
        if (wake <= now) {
            wake = NEVER;
        }
        idle = false;
        inSlice = true;
        goOn();
    }

    /** Runs the slice, from its start or from where it was suspended. */
    final void goOn() {
        run();
        if (simulation.isSuspended()) {
            return;
        }
        inSlice = false;
        later = NEVER;
        if (!idle) {
            due = now;
            simulation.agenda.add(this);
        } else if (wake != NEVER) {
            due = Math.max(wake, now);
            simulation.agenda.add(this);
        }
    }

    /** Writes local time and wake-up, for a subclass that can be kept in a snapshot. */
    protected final void saveTime(SnapshotWriter to) {
        to.same("place of " + name + " among those created", rank - FIRST_RANK);
        to.putLong(now);
        to.putLong(wake);
        to.putBoolean(idle);
        to.putBoolean(place != NOWHERE);
        to.putLong(due);
    }

    /** Takes over what {@link #saveTime} wrote, after the simulation was loaded. */
    protected final void loadTime(SnapshotReader from) {
        from.same("place of " + name + " among those created", rank - FIRST_RANK);
        simulation.unschedule(this);
        now = from.getLong();
        wake = from.getLong();
        idle = from.getBoolean();
        boolean scheduled = from.getBoolean();
        due = from.getLong();
        if (scheduled) {
            simulation.agenda.add(this);
        }
    }

    @Override
    public final String toString() {
        return name + " at " + now;
    }
}
