package dev.fuselage.machine.time;

import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.snapshot.SnapshotException;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.stats.Counters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One virtual clock, shared by one or more machines and the host threads that serve them.
 *
 * <p>Time is counted in cycles. Every {@link Agent} has a local time of its own, and a {@link
 * Timer} has the time at which it expires. {@link #run} always takes the one with the smallest
 * time; at equal times timers come before agents, timers in the order in which they were scheduled,
 * agents in the order in which they were created. This is a total order, so a run is a function of
 * its inputs, its seed and its {@link Decisions}. Timers come first because an agent that is told
 * of them then sees everything that has happened by its own time.
 *
 * <p>While an agent runs, others may become due before it: it asks {@link Agent#mustYield} at each
 * point where they could see or influence each other, and returns. Between such points it may run
 * ahead. An agent dispatched at time t can only cause things at t or later, so nothing is ever
 * dispatched in the past of what was dispatched before.
 *
 * <p>Not thread safe: one thread, or several that hand over to each other, drives it.
 */
public final class Simulation implements Snapshotted {
    /** Cycles in a second of the standard cost profile: a cycle is a nanosecond. */
    public static final long CYCLES_PER_SECOND = 1_000_000_000L;

    /** Whoever comes to that many sync points without touching anything may do so for ever. */
    private static final int MOST_PASSED = 64;

    final Agenda agenda = new Agenda();

    private final CostProfile costs;
    private final Decisions decisions;
    private final SimulationRandom random;
    private final Counters counters = new Counters();

    private final List<Agent> enrolled = new ArrayList<>();
    private final Turns turns = new Turns();
    private @Nullable Exploration exploration;

    /** Who was chosen at a sync point of an agent that then had to leave; null if nobody was. */
    private @Nullable Agent chosen;

    private boolean stopped;

    /** Whether the step that is being taken has touched anything, or let anybody go on. */
    private boolean touched;

    /** Sync points at which it has not been ended, since nobody could see what it did. */
    private int passed;

    private long timersScheduled;
    private int machines;
    private @Nullable Agent running;

    /** The agent in whose slice everything stands still; it is in no agenda. */
    private @Nullable Agent suspended;

    private boolean inRun;

    /** How much is to happen once everything has loaded. */
    private int expected;

    /** The time of what ran last, or of the timer that runs now. */
    private long last;

    /** A simulation at time 0 in which nothing is to happen yet. */
    public Simulation(CostProfile costs, Decisions decisions, long seed) {
        this.costs = costs;
        this.decisions = decisions;
        this.random = new SimulationRandom(seed);
    }

    /**
     * The local time, in cycles, of the agent or timer that runs now; between runs, of the one that
     * ran last.
     */
    public long now() {
        Agent agent = running;
        return agent != null ? agent.now() : last;
    }

    public CostProfile costs() {
        return costs;
    }

    public Decisions decisions() {
        Exploration explorer = exploration;
        return explorer == null ? decisions : explorer;
    }

    /** The only source of random numbers of everything in this simulation. */
    public SimulationRandom random() {
        return random;
    }

    public Counters counters() {
        return counters;
    }

    /**
     * Schedules a timer, or moves it if it is scheduled already. A time before {@link #now()}
     * counts as now. Of timers with the same time the one scheduled first expires first; moving
     * counts as scheduling anew.
     */
    public void schedule(Timer timer, long time) {
        timer.due = Math.max(time, now());
        timer.rank = timersScheduled++;
        if (timer.isScheduled()) {
            agenda.moved(timer);
        } else {
            agenda.add(timer);
        }
    }

    /** Takes a scheduled timer back; nothing happens if it is not scheduled. */
    public void cancel(Timer timer) {
        unschedule(timer);
    }

    /**
     * Runs timers and agents in their order until {@code until} is true, which is asked before each
     * timer and each agent's slice, where an agent has suspended its slice, and once more when
     * nothing is left, or until nothing is left to run. Time does not pass beyond what made it
     * true.
     *
     * <p>While steps are chosen, {@code until} is asked only when all agents sleep, before a timer
     * expires: what goes on is no longer one thing after the other, and nobody's last steps are to
     * be left out.
     */
    public StopReason run(BooleanSupplier until) {
        if (inRun) {
            throw new IllegalStateException("the simulation is already running");
        }
        inRun = true;
        try {
            return exploration == null ? loop(until) : explore(until);
        } finally {
            running = null;
            inRun = false;
        }
    }

    private StopReason loop(BooleanSupplier until) {
        while (true) {
            Agent resumed = suspended;
            if (until.getAsBoolean()) {
                return StopReason.STOPPED;
            }
            if (resumed != null) {
                suspended = null;
                running = resumed;
                resumed.goOn();
                running = null;
                last = resumed.now();
                continue;
            }
            // Looked at only now, for whoever was asked may have scheduled something.
            switch (agenda.first()) {
                case null -> {
                    return StopReason.QUIESCENT;
                }
                case Timer timer -> {
                    agenda.remove(timer);
                    last = timer.due;
                    timer.expire();
                }
                case Agent agent -> {
                    running = agent;
                    agent.dispatch();
                    running = null;
                    last = agent.now();
                }
            }
        }
    }

    // ---- exploration

    /**
     * From the next {@link #run} on steps are chosen, not given by the clock; null for the clock
     * again. Not while it runs.
     */
    public void setExploration(@Nullable Exploration explorer) {
        if (inRun) {
            throw new IllegalStateException("the simulation is running");
        }
        exploration = explorer;
        chosen = null;
        stopped = false;
    }

    /**
     * Lets everybody who is awake get on until all sleep, always the first who can; no timer
     * expires. Takes the exploration away.
     */
    public void settle() {
        setExploration(InOrder.FIRST);
        var _ = run(() -> true);
        setExploration(null);
    }

    /** Whether steps are chosen rather than given by the clock. */
    public boolean isExplored() {
        return exploration != null;
    }

    /** Tells the exploration, if there is one, that the current step touches something. */
    public void touch(Shared shared, Operation operation) {
        Exploration explorer = exploration;
        if (explorer != null) {
            touched = true;
            explorer.touched(shared, operation, shared);
        }
    }

    /** As {@link #touch(Shared, Operation)}, with what more there is to say. */
    public void touch(Shared shared, Operation operation, Object detail) {
        Exploration explorer = exploration;
        if (explorer != null) {
            touched = true;
            explorer.touched(shared, operation, detail);
        }
    }

    /**
     * Tells the exploration, if there is one, that the current step could not be taken if that were
     * changed before. Unlike a touch it is no reason for the step to end.
     */
    public void needs(Shared shared) {
        Exploration explorer = exploration;
        if (explorer != null) {
            explorer.touched(shared, Operation.READ, shared);
        }
    }

    /** Tells the exploration, if there is one, that an actor is able to take a step now. */
    public void enables(long actor) {
        Exploration explorer = exploration;
        if (explorer != null) {
            touched = true;
            explorer.enabled(actor);
        }
    }

    private StopReason explore(BooleanSupplier until) {
        while (true) {
            Agent agent = chosen;
            if (agent == null && !stopped) {
                agent = choose(null);
            }
            if (agent == null) {
                if (stopped || until.getAsBoolean()) {
                    return StopReason.STOPPED;
                }
                if (!expireFirstTimer()) {
                    return StopReason.QUIESCENT;
                }
                continue;
            }
            chosen = null;
            running = agent;
            agent.dispatch();
            running = null;
            last = Math.max(last, agent.now());
        }
    }

    /** Nobody is awake: time passes. False when nothing is to come. */
    private boolean expireFirstTimer() {
        if (!(agenda.first() instanceof Timer timer)) {
            return false;
        }
        agenda.remove(timer);
        last = timer.due;
        timer.expire();
        return true;
    }

    /**
     * At a sync point of the running agent: whether it may go on with what it does. If not, it has
     * to return, and whoever was chosen instead takes the next step.
     *
     * <p>A step that has touched nothing yet is not over: whatever comes between it and the next
     * could as well come before it.
     */
    @SuppressWarnings("ReferenceEquality") // An agent equals nothing but itself.
    boolean goesOn(Agent agent) {
        if (!touched && passed < MOST_PASSED) {
            passed++;
            return true;
        }
        Agent next = choose(agent);
        if (next == agent && agent.taken() == Agent.GO_ON) {
            return true;
        }
        chosen = next;
        return false;
    }

    /**
     * Chooses who takes the next step and tells it which; null when the run stops or nobody is
     * awake.
     */
    @SuppressWarnings("ReferenceEquality") // An agent equals nothing but itself.
    private @Nullable Agent choose(@Nullable Agent inSlice) {
        turns.clear();
        for (int i = 0; i < enrolled.size(); i++) {
            Agent agent = enrolled.get(i);
            if (agent.place != Scheduled.NOWHERE || agent == inSlice) {
                int before = turns.size();
                agent.offer(turns);
                if (turns.size() == before) {
                    // Awake for nothing: it finds that out by itself.
                    agent.take(Agent.LOOK);
                    return agent;
                }
            }
        }
        if (turns.size() == 0) {
            return null;
        }
        touched = false;
        passed = 0;
        Exploration explorer = exploration;
        int place = explorer == null ? Exploration.STOP : explorer.next(turns);
        if (place == Exploration.STOP) {
            stopped = true;
            return null;
        }
        Agent agent = turns.agent(place);
        agent.take(turns.alternative(place));
        return agent;
    }

    // ---- snapshots

    /**
     * Writes the clock, the counters and the random source. Timers and agents are written by their
     * owners, with {@link #saveTimer} and as agents do.
     *
     * @throws IllegalStateException while {@link #isSuspended}
     */
    @Override
    public void save(SnapshotWriter to) {
        if (suspended != null) {
            throw new IllegalStateException("%s is in the middle of a slice".formatted(suspended));
        }
        for (Cost cost : Cost.values()) {
            to.same("price of " + cost, costs.of(cost));
        }
        to.same("agents", enrolled.size());
        to.same("guests", machines);
        to.putLong(last);
        to.putLong(timersScheduled);
        to.putInt(agenda.size());
        random.save(to);
        counters.save(to);
    }

    /**
     * Takes over the clock. To be called before any owner of timers or agents loads; nothing is to
     * happen until they have.
     */
    @Override
    public void load(SnapshotReader from) {
        for (Cost cost : Cost.values()) {
            from.same("price of " + cost, costs.of(cost));
        }
        from.same("agents", enrolled.size());
        from.same("guests", machines);
        suspended = null;
        last = from.getLong();
        timersScheduled = from.getLong();
        expected = from.getInt();
        random.load(from);
        counters.load(from);
        for (Scheduled entry = agenda.first(); entry != null; entry = agenda.first()) {
            agenda.remove(entry);
        }
    }

    /**
     * Checks that everything which was to happen when the snapshot was taken is to happen again. To
     * be called when all parts have loaded.
     *
     * @throws SnapshotException if it is not so: a part was not saved
     */
    public void checkLoaded() {
        if (agenda.size() != expected) {
            throw new SnapshotException(
                    "%d timers and agents wait in the snapshot, %d in this machine"
                            .formatted(expected, agenda.size()));
        }
    }

    /** Writes whether, when and in which order a timer expires. */
    public void saveTimer(Timer timer, SnapshotWriter to) {
        to.putBoolean(timer.isScheduled());
        to.putLong(timer.due);
        to.putLong(timer.rank);
    }

    /** Takes over what {@link #saveTimer} wrote, after the simulation was loaded. */
    public void loadTimer(Timer timer, SnapshotReader from) {
        unschedule(timer);
        boolean scheduled = from.getBoolean();
        timer.due = from.getLong();
        timer.rank = from.getLong();
        if (scheduled) {
            agenda.add(timer);
        }
    }

    void unschedule(Scheduled entry) {
        if (entry.place != Scheduled.NOWHERE) {
            agenda.remove(entry);
        }
    }

    /** Whether an agent is in the middle of a slice, see {@link Agent#suspend}. */
    public boolean isSuspended() {
        return suspended != null;
    }

    void suspendRunning() {
        suspended = running;
    }

    /**
     * When the next thing is to happen, in cycles; {@link Long#MAX_VALUE} if nothing is. Between
     * this and {@link #now} everything sleeps.
     */
    public long next() {
        if (suspended != null) {
            return last;
        }
        Scheduled first = agenda.first();
        return first == null ? Long.MAX_VALUE : first.due;
    }

    /** The number of the next agent, from 0 in order of creation. */
    int enrol(Agent agent) {
        enrolled.add(agent);
        return enrolled.size() - 1;
    }

    /** The number of the next guest, from 1 in order of creation. For a machine's constructor. */
    public int nextGuestNumber() {
        return ++machines;
    }
}
