package dev.fuselage.kernel.task;

import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.time.Agent;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import dev.fuselage.machine.time.Turns;
import org.jspecify.annotations.Nullable;

/**
 * One CPU of the guest: local time, run queue, the task that runs, interrupts that wait to be
 * taken.
 *
 * <p>The CPU runs a task until the task reaches a sync point at which another agent of the
 * simulation is further behind, another task is to run, or it blocks. Interrupts are taken at sync
 * points of preemptible code and while idle; code under a spin lock takes none, as if every spin
 * lock also disabled interrupts.
 */
public final class Vcpu extends Agent {
    /**
     * How long a task runs while others wait for the CPU, in cycles (the base slice of Linux's
     * EEVDF on one CPU is 3 ms).
     */
    static final long TIME_SLICE = 3_000_000;

    // What an explored CPU can do beside going on: the n-th task of the queue, counted from 1, and
    private static final int TIMERS = 1 << 20;
    private static final int INTERRUPTS = TIMERS + 1;

    /** A CPU that spins serves nobody: more than there are tasks. */
    private static final int SPINNING_LOAD = 1 << 20;

    /** Interrupts and timers that are there for this CPU. */
    private final Shared arrivals = new Arrivals();

    /** Who runs on it: whoever spins keeps all others from it. */
    private final Shared turn = new Turn();

    private final TaskScheduler scheduler;
    private final int index;
    private final RunQueue queue = new RunQueue();
    private final PendingInterrupts pending = new PendingInterrupts();
    private @Nullable Task current;
    private @Nullable Task lastRun;
    private @Nullable Task next;
    private @Nullable CpuTimer firstExpired;
    private @Nullable CpuTimer lastExpired;
    private long timerDueSince;
    private long sliceEnd;
    private boolean inInterrupt;

    /** Nothing to do and nothing on its way. */
    private boolean halted = true;

    /** When the last wake-up from that was over. */
    private long awakeAt;

    Vcpu(TaskScheduler scheduler, int index, String name) {
        super(scheduler.simulation(), name);
        this.scheduler = scheduler;
        this.index = index;
    }

    /** The CPU number ({@code smp_processor_id}). */
    public int index() {
        return index;
    }

    /** The task that runs here; null while idle. */
    public @Nullable Task current() {
        return current;
    }

    /** Tasks that want this CPU, the running one included; very many while it spins. */
    public int load() {
        Task task = current;
        int running = task == null ? 0 : task.spinning ? SPINNING_LOAD : 1;
        return queue.size() + running + (next == null ? 0 : 1);
    }

    /** The CPU begins to spin: who waits for it is taken elsewhere, as by the load balancer. */
    void giveAwayQueue() {
        simulation().touch(turn, Operation.CHANGE);
        for (int i = queue.size() - 1; i >= 0; i--) {
            Task task = queue.get(i);
            Vcpu better = scheduler.place(task);
            if (better != this) {
                queue.remove(i);
                better.enqueue(task, now());
            }
        }
    }

    /** True while an interrupt handler runs ({@code in_hardirq}). */
    public boolean inInterrupt() {
        return inInterrupt;
    }

    /** Charges virtual time to this CPU. */
    void charge(long cycles) {
        spend(cycles);
    }

    // ---- called by others

    /** A device's interrupt arrives; as of the sender's time. */
    public void interrupt(int identity, long time) {
        long arrival = arrival(time);
        pending.raise(identity, arrival);
        simulation().touch(arrivals, Operation.CHANGE);
        simulation().enables(actor(INTERRUPTS + identity));
        wakeAt(arrival);
    }

    void timerExpired(CpuTimer timer) {
        long arrival = arrival(timer.time());
        timer.nextExpired = null;
        CpuTimer tail = lastExpired;
        if (tail == null) {
            firstExpired = timer;
            timerDueSince = arrival;
        } else {
            tail.nextExpired = timer;
        }
        lastExpired = timer;
        simulation().touch(arrivals, Operation.CHANGE);
        simulation().enables(actor(TIMERS));
        wakeAt(arrival);
    }

    void enqueue(Task task, long time) {
        long arrival = arrival(time);
        task.cpu = this;
        task.readyAt = arrival;
        queue.add(task);
        simulation().touch(task, Operation.WAKE);
        simulation().enables(task.pid());
        wakeAt(arrival);
    }

    /** When this CPU can see what was sent to it then: a halted one has to be woken first. */
    private long arrival(long time) {
        if (halted) {
            halted = false;
            awakeAt = time + scheduler.price(Cost.VCPU_WAKEUP);
        }
        return Math.max(time, awakeAt);
    }

    // ---- the agent

    @Override
    protected void run() {
        scheduler.enter(this);
        try {
            if (simulation().isExplored()) {
                step();
            } else {
                loop();
            }
        } finally {
            scheduler.enter(null);
        }
    }

    // ---- explored: every step is chosen

    /** The running task first, then those that want to run, then the interrupts that wait. */
    @Override
    protected void offer(Turns turns) {
        Task task = current;
        if (task != null) {
            if (task.spinning) {
                return;
            }
            turns.add(this, GO_ON, task.pid(), task);
            if (task.preemptCount > 0 || inInterrupt) {
                return;
            }
        }
        Task ready = queue.first();
        for (int i = 1; ready != null; i++) {
            turns.add(this, i, ready.pid(), ready);
            ready = ready.runNext;
        }
        if (firstExpired != null) {
            turns.add(this, TIMERS, actor(TIMERS), timersOf());
        }
        for (int i = 0; i < pending.count(); i++) {
            int identity = pending.get(i);
            turns.add(
                    this,
                    INTERRUPTS + i,
                    actor(INTERRUPTS + identity),
                    scheduler.interruptHandler().name(this, identity));
        }
    }

    private String timersOf() {
        return index == 0 ? "timer" : "timer cpu" + index;
    }

    /** Actors that are no tasks have numbers above all process ids. */
    private long actor(int what) {
        return ((long) (index + 1) << Integer.SIZE) + what;
    }

    private void step() {
        int what = taken();
        if (what != LOOK) {
            needTurn();
        }
        if (what >= INTERRUPTS) {
            handle(pending.take(what - INTERRUPTS));
        } else if (what == TIMERS) {
            handleTimers();
        } else if (what > GO_ON) {
            Task preempted = current;
            if (preempted != null) {
                leave(preempted);
                enqueueAgain(preempted);
            }
            Task task = queue.remove(what - 1);
            switchTo(task);
            runTask(task);
        } else if (what == GO_ON && current != null) {
            runTask(current);
        }
        Task task = current;
        if (task == null ? nothingToDo() : task.spinning) {
            idle();
        }
    }

    /** A step needs the CPU, and can be taken unless somebody spins there. */
    private void needTurn() {
        if (scheduler.isContended()) {
            simulation().needs(turn);
        }
    }

    private boolean nothingToDo() {
        return queue.size() == 0 && pending.count() == 0 && firstExpired == null;
    }

    // ---- by the clock

    private void loop() {
        while (!mustYield()) {
            Task task = current;
            if (task == null) {
                takeInterrupts();
                task = pick();
                if (task == null) {
                    return;
                }
                switchTo(task);
            } else if (task.spinning) {
                // Interrupts are off in the loop of a spin lock.
                idle();
                return;
            } else if (task.preemptCount == 0 && !inInterrupt) {
                takeInterrupts();
            }
            runTask(task);
        }
    }

    private void runTask(Task task) {
        Coroutine stack = scheduler.table().stackOf(task);
        stack.resume();
        if (task.state != TaskState.RUNNING) {
            leave(task);
            if (stack.isFinished()) {
                scheduler.table().giveBack(task, stack);
            }
        } else if (stack.isFinished()) {
            throw new IllegalStateException(task + " ended without exiting");
        } else if (next != null) {
            leave(task);
            enqueueAgain(task);
        }
    }

    private void leave(Task task) {
        current = null;
        SwitchObserver observer = scheduler.switchObserver();
        if (observer != null) {
            observer.left(this, task);
        }
    }

    private void enqueueAgain(Task task) {
        task.readyAt = now();
        queue.add(task);
    }

    /** The task to run now; null after having gone idle. */
    private @Nullable Task pick() {
        Task chosen = next;
        if (chosen != null) {
            next = null;
            return chosen;
        }
        int ready = queue.size();
        if (ready == 0 || (ready == 1 && queue.get(0).readyAt > now())) {
            sleep();
            return null;
        }
        chosen = queue.remove(ready == 1 ? 0 : scheduler.decide(Decisions.Kind.NEXT_TASK, ready));
        if (chosen.readyAt > now()) {
            // Woken by a CPU that is ahead in time: it cannot run before it was woken.
            spend(chosen.readyAt - now());
        }
        return chosen;
    }

    /** Parks the CPU until the first of what is known to lie ahead. */
    private void sleep() {
        idle();
        halted = queue.size() == 0 && pending.count() == 0 && firstExpired == null;
        if (queue.size() > 0) {
            wakeAt(queue.get(0).readyAt);
        }
        if (pending.count() > 0) {
            wakeAt(pending.since());
        }
        if (firstExpired != null) {
            wakeAt(timerDueSince);
        }
    }

    private void switchTo(Task task) {
        if (lastRun != task) {
            lastRun = task;
            spend(scheduler.price(Cost.CONTEXT_SWITCH));
            scheduler.countSwitch();
        }
        current = task;
        sliceEnd = now() + TIME_SLICE;
        SwitchObserver observer = scheduler.switchObserver();
        if (observer != null) {
            observer.takenUp(this, task);
        }
    }

    private final class Arrivals extends Shared {
        @Override
        public String describe() {
            return "interrupts of " + name();
        }
    }

    private final class Turn extends Shared {
        @Override
        public String describe() {
            return name();
        }
    }

    // ---- sync points, called on the running task's stack

    /** Takes interrupts and finds out whether the task has to leave the CPU for now. */
    boolean mustLeave(Task task) {
        if (simulation().isExplored()) {
            if (!inInterrupt && !goesOn()) {
                return true;
            }
            needTurn();
            return false;
        }
        if (task.preemptCount == 0 && !inInterrupt) {
            if (interruptDue()) {
                takeInterrupts();
            }
            if (queue.size() > 0 && queue.get(0).readyAt <= now() && preempted()) {
                return true;
            }
        }
        return mustYield() && !inInterrupt;
    }

    /**
     * The task offers the CPU to those that wait for it; false when nobody does and no agent is
     * further behind.
     */
    boolean giveWay(Task task) {
        if (task.preemptCount == 0 && queue.size() > 0) {
            sliceEnd = now();
        }
        return mustLeave(task);
    }

    private boolean preempted() {
        boolean expired = now() >= sliceEnd;
        int ready = queue.size();
        int answer = scheduler.decide(Decisions.Kind.NEXT_TASK, ready + 1);
        int place = expired ? answer : answer - 1;
        if (place < 0 || place == ready) {
            if (expired) {
                sliceEnd = now() + TIME_SLICE;
            }
            return false;
        }
        next = queue.remove(place);
        return true;
    }

    // ---- interrupts

    private boolean interruptDue() {
        return (pending.count() > 0 && pending.since() <= now())
                || (firstExpired != null && timerDueSince <= now());
    }

    private void takeInterrupts() {
        while (interruptDue()) {
            int timers = firstExpired == null ? 0 : 1;
            int sources = timers + pending.count();
            // While a task runs there is one more answer: not at this sync point.
            int answers = sources + (current == null ? 0 : 1);
            int answer =
                    answers == 1 ? 0 : scheduler.decide(Decisions.Kind.INTERRUPT_DELIVERY, answers);
            if (answer == sources) {
                return;
            }
            if (answer < timers) {
                handleTimers();
            } else {
                handle(pending.take(answer - timers));
            }
        }
    }

    private void handle(int identity) {
        inInterrupt = true;
        try {
            spend(scheduler.price(Cost.INTERRUPT));
            scheduler.countInterrupt();
            simulation().touch(arrivals, Operation.CHANGE);
            scheduler.interruptHandler().handle(this, identity);
        } finally {
            inInterrupt = false;
        }
    }

    private void handleTimers() {
        inInterrupt = true;
        try {
            spend(scheduler.price(Cost.INTERRUPT));
            simulation().touch(arrivals, Operation.CHANGE);
            expireTimers();
        } finally {
            inInterrupt = false;
        }
    }

    private void expireTimers() {
        CpuTimer timer = firstExpired;
        firstExpired = null;
        lastExpired = null;
        while (timer != null) {
            CpuTimer following = timer.nextExpired;
            timer.nextExpired = null;
            timer.taken();
            timer = following;
        }
    }
}
