package dev.fuselage.kernel.task;

import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.stats.Counter;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import dev.fuselage.machine.time.Simulation;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one guest and the CPUs they run on.
 *
 * <p>All kernel code runs as a task on a {@link Vcpu}, or in an interrupt handler there; {@link
 * #current}, {@link #cpu} and {@link #spend} speak of that CPU. Code between two sync points is
 * atomic for the whole guest. {@link #block} and {@link #spin} are for {@code
 * dev.fuselage.kernel.wait} alone.
 */
public final class TaskScheduler {
    /** The process id of the program that does nothing but wait. */
    private static final int INIT = 1;

    private final Simulation simulation;
    private final String name;
    private final CostProfile costs;
    private final Vcpu[] vcpus;
    private final TaskTable tasks = new TaskTable();
    private final Counter switches;
    private final Counter interrupts;
    private final Counter copied;
    private InterruptHandler interruptHandler =
            (cpu, identity) -> {
                throw new IllegalStateException("interrupt " + identity + " without a handler");
            };
    private @Nullable Vcpu running;
    private @Nullable Consumer<Task> blockObserver;
    private @Nullable SwitchObserver switchObserver;
    private @Nullable Consumer<Misbehaviour> warningObserver;
    private long step;
    private long progress;

    /** Programs that are at home on each CPU. */
    private final int[] programs;

    private final Shared homes =
            new Shared() {
                @Override
                public String describe() {
                    return "homes of programs";
                }
            };

    /** A guest with that many CPUs; {@code name} goes before CPU names in reports. */
    public TaskScheduler(Simulation simulation, int cpus, String name) {
        this.simulation = simulation;
        this.name = name;
        this.costs = simulation.costs();
        this.switches = counter("context-switches");
        this.interrupts = counter("interrupts");
        this.copied = counter("bytes-copied");
        this.programs = new int[cpus];
        this.vcpus = new Vcpu[cpus];
        for (int i = 0; i < cpus; i++) {
            vcpus[i] = new Vcpu(this, i, name + " cpu" + i);
        }
    }

    public Simulation simulation() {
        return simulation;
    }

    /** A counter of this guest; look it up once and keep it. */
    public Counter counter(String what) {
        return simulation.counters().counter(name + "." + what);
    }

    public CostProfile costs() {
        return costs;
    }

    /** Number of CPUs ({@code nr_cpu_ids}). */
    public int cpus() {
        return vcpus.length;
    }

    public Vcpu vcpu(int index) {
        return vcpus[index];
    }

    /** Where interrupts go from now on. */
    public void setInterruptHandler(InterruptHandler handler) {
        interruptHandler = handler;
    }

    InterruptHandler interruptHandler() {
        return interruptHandler;
    }

    // ---- the running CPU

    void enter(@Nullable Vcpu vcpu) {
        running = vcpu;
    }

    /** The CPU that this code runs on. */
    public Vcpu vcpu() {
        Vcpu vcpu = running;
        if (vcpu == null) {
            throw new IllegalStateException("kernel code runs outside every CPU of the guest");
        }
        return vcpu;
    }

    /** {@code raw_smp_processor_id()}. */
    public int cpu() {
        return vcpu().index();
    }

    /** The running task; in interrupt context the interrupted one. */
    public Task current() {
        Task task = vcpu().current();
        if (task == null) {
            throw new IllegalStateException(vcpu().name() + " is idle: no current task");
        }
        return task;
    }

    /** The running task; null on an idle CPU and outside the guest. */
    public @Nullable Task currentOrNull() {
        Vcpu vcpu = running;
        return vcpu == null ? null : vcpu.current();
    }

    /** True in an interrupt handler. */
    public boolean inInterrupt() {
        Vcpu vcpu = running;
        return vcpu != null && vcpu.inInterrupt();
    }

    /**
     * Virtual time in cycles: of the running CPU, or of whatever runs when none of this guest does.
     */
    public long now() {
        Vcpu vcpu = running;
        return vcpu == null ? simulation.now() : vcpu.now();
    }

    /** Charges cycles to the running CPU. */
    public void spend(long cycles) {
        vcpu().charge(cycles);
    }

    /** Charges the price of one operation to the running CPU. */
    public void spend(Cost cost) {
        vcpu().charge(costs.of(cost));
    }

    long price(Cost cost) {
        return costs.of(cost);
    }

    /** Charges a copy of that many bytes to the running CPU. */
    public void spendCopy(long bytes) {
        vcpu().charge(costs.copy(bytes));
        copied.add(bytes);
    }

    // ---- decisions

    /** Scheduling steps so far: sync points, sleeps and decisions. Reports date waits by it. */
    public long step() {
        return step;
    }

    /**
     * How often something was brought to its end: a system call returned, a request was answered. A
     * guest that takes steps without that gets nowhere.
     */
    public long progress() {
        return progress;
    }

    /** Counts something that was brought to its end. */
    public void progressed() {
        progress++;
    }

    /** Tells an exploration that the current step touches something. */
    public void touch(Shared shared, Operation operation) {
        simulation.touch(shared, operation);
    }

    int decide(Decisions.Kind kind, int candidates) {
        step++;
        return simulation.decisions().choose(kind, candidates);
    }

    /**
     * A place where the task may be interrupted, preempted, or overtaken by an agent of the
     * simulation that is further behind in time. Does nothing in interrupt context and outside
     * tasks; under a spin lock only other agents may run.
     */
    public void syncPoint() {
        Vcpu vcpu = running;
        if (vcpu == null) {
            return;
        }
        Task task = vcpu.current();
        if (task != null && !vcpu.inInterrupt()) {
            step++;
            if (vcpu.mustLeave(task)) {
                leaveCpu(task);
            }
        }
    }

    /**
     * Whether steps are chosen, and on several CPUs: then who takes a spin lock first is a choice.
     */
    public boolean isContended() {
        return vcpus.length > 1 && simulation.isExplored();
    }

    /**
     * {@code cond_resched()} with an expired slice: lets all other runnable tasks of this CPU run
     * first.
     */
    public void yieldCpu() {
        Task task = current();
        Vcpu vcpu = vcpu();
        step++;
        if (vcpu.giveWay(task)) {
            leaveCpu(task);
        }
    }

    /** Code from here to {@link #preemptEnable} is not preempted and takes no interrupts. */
    public void preemptDisable() {
        Task task = vcpu().current();
        if (task != null) {
            task.preemptCount++;
        }
    }

    public void preemptEnable() {
        Task task = vcpu().current();
        if (task != null) {
            if (task.preemptCount == 0) {
                throw new IllegalStateException(task + " enables preemption twice");
            }
            task.preemptCount--;
        }
    }

    /**
     * True where blocking is forbidden: under a spin lock or in an interrupt handler ({@code
     * in_atomic}).
     */
    public boolean inAtomic() {
        Task task = vcpu().current();
        return vcpu().inInterrupt() || task == null || task.preemptCount > 0;
    }

    // ---- sleeping and waking; for dev.fuselage.kernel.wait

    /**
     * Puts the current task to sleep until {@link #wake}; only {@code dev.fuselage.kernel.wait}
     * calls it.
     */
    public void block(TaskState state, WaitedFor what, String site) {
        Task task = beginWait(state, what, site);
        SleepObserver observer = task.sleepObserver;
        if (observer != null) {
            observer.goingToSleep(task);
        }
        leaveCpu(task);
        if (observer != null) {
            observer.runningAgain(task);
        }
        task.waitsFor = null;
    }

    /** Told of every switch from now on; null for nobody. */
    public void setSwitchObserver(@Nullable SwitchObserver observer) {
        switchObserver = observer;
    }

    @Nullable SwitchObserver switchObserver() {
        return switchObserver;
    }

    /**
     * Told of every sleep as it begins, for instance to look for deadlocks at once; null for
     * nobody.
     */
    public void setBlockObserver(@Nullable Consumer<Task> observer) {
        blockObserver = observer;
    }

    /**
     * As {@link #block}, ending at {@code deadline} (virtual time in cycles) at the latest: false
     * when it ended so.
     */
    public boolean blockUntil(TaskState state, WaitedFor what, String site, long deadline) {
        Task task = current();
        SleepTimer timer = task.sleepTimer();
        task.timedOut = false;
        timer.start(deadline);
        block(state, what, site);
        boolean _ = timer.cancel();
        return !task.timedOut;
    }

    private Task beginWait(TaskState state, WaitedFor what, String site) {
        Vcpu vcpu = vcpu();
        Task task = vcpu.current();
        if (task == null || vcpu.inInterrupt()) {
            throw new IllegalStateException(
                    vcpu.name() + " would wait for " + what.describe() + " in interrupt context");
        }
        step++;
        task.state = state;
        task.waitsFor = what;
        task.waitSite = site;
        task.waitsSince = vcpu.now();
        task.waitsSinceStep = step;
        Consumer<Task> observer = blockObserver;
        if (observer != null) {
            observer.accept(task);
        }
        return task;
    }

    private static void leaveCpu(Task task) {
        Coroutine stack = task.coroutine;
        if (stack == null) {
            throw new IllegalStateException(task + " has no kernel stack");
        }
        stack.suspend();
    }

    /** {@code try_to_wake_up()}: makes a sleeping task runnable; false when it was not asleep. */
    public boolean wake(Task task) {
        if (!task.state.isAsleep()) {
            simulation.touch(task, Operation.READ);
            return false;
        }
        task.state = TaskState.RUNNING;
        Vcpu waker = running;
        if (waker != null) {
            waker.charge(price(Cost.WAKEUP));
        }
        place(task).enqueue(task, now());
        return true;
    }

    Vcpu place(Task task) {
        if (task.boundCpu >= 0) {
            return vcpus[task.boundCpu];
        }
        if (vcpus.length == 1) {
            return task.cpu;
        }
        if (simulation.isExplored()) {
            // What a CPU has to do at the moment would make every step depend on every other.
            return task.home;
        }
        if (task.cpu.load() == 0) {
            return task.cpu;
        }
        Vcpu best = vcpus[0];
        for (Vcpu vcpu : vcpus) {
            if (vcpu.load() < best.load()) {
                best = vcpu;
            }
        }
        return best;
    }

    /**
     * Burns the current CPU until {@link #stopSpinning}; only spin locks call it. Interrupts are
     * off meanwhile.
     */
    public void spin(WaitedFor what, String site) {
        current().spinning = true;
        vcpu().giveAwayQueue();
        Task task = beginWait(TaskState.RUNNING, what, site);
        while (task.spinning) {
            leaveCpu(task);
        }
        task.waitsFor = null;
    }

    /** The lock that the task spins for is free. */
    public void stopSpinning(Task task) {
        task.spinning = false;
        simulation.touch(task, Operation.WAKE);
        simulation.enables(task.pid());
        task.cpu.wakeAt(now());
    }

    // ---- what must not happen

    /** Told of every warning of the kernel from now on; null for nobody. */
    public void setWarningObserver(@Nullable Consumer<Misbehaviour> observer) {
        warningObserver = observer;
    }

    /**
     * A check of the model has found that the kernel does what it must not do. Returns after a
     * warning, and only then.
     *
     * @param what a sentence whose subject is the running task
     * @throws Misbehaviour which ends the run
     */
    public void misbehave(Misbehaviour.Kind kind, String what) {
        Task task = currentOrNull();
        Misbehaviour seen =
                new Misbehaviour(kind, what, task == null ? "cpu " + cpu() : task.toString());
        if (kind != Misbehaviour.Kind.WARNING) {
            throw seen;
        }
        Consumer<Misbehaviour> observer = warningObserver;
        if (observer != null) {
            observer.accept(seen);
        }
    }

    // ---- tasks

    /**
     * Creates a task that runs {@code body} when {@link #start}ed; the body must end with {@link
     * Task#becomeZombie}.
     */
    public Task create(String comm, Credentials credentials, Runnable body) {
        Task task = new Task(this, tasks.takePid(), comm, credentials, false, vcpus[0], body);
        if (task.pid() != INIT) {
            task.home = vcpus[findHome()];
        }
        return tasks.add(task);
    }

    /**
     * Creates and starts a kernel thread; it ends when its body returns. {@code cpu} binds it, -1
     * leaves it free.
     */
    public Task kthread(String comm, int cpu, Runnable body) {
        Runnable life =
                () -> {
                    body.run();
                    reap(current());
                };
        Vcpu home = vcpus[Math.max(cpu, 0)];
        Task task =
                tasks.add(
                        new Task(this, tasks.takePid(), comm, Credentials.ROOT, true, home, life));
        task.bindTo(cpu);
        start(task);
        return task;
    }

    /** The CPU with the fewest programs, the last one first: interrupts are busy on the first. */
    private int findHome() {
        homesChange();
        int best = programs.length - 1;
        for (int cpu = best - 1; cpu >= 0; cpu--) {
            best = programs[cpu] < programs[best] ? cpu : best;
        }
        programs[best]++;
        return best;
    }

    private void homesChange() {
        if (vcpus.length > 1) {
            simulation.touch(homes, Operation.CHANGE);
        }
    }

    /** Makes a new task runnable ({@code wake_up_new_task}). */
    public void start(Task task) {
        place(task).enqueue(task, now());
    }

    /** Forgets a zombie ({@code release_task}). */
    public void reap(Task task) {
        if (!task.isKernelThread() && task.pid() != INIT) {
            homesChange();
            programs[task.home.index()]--;
        }
        tasks.remove(task);
    }

    /** All tasks that are not reaped, by process id. */
    public Collection<Task> tasks() {
        return tasks.all();
    }

    /** The process id that the next task will have. */
    public int nextPid() {
        return tasks.nextPid();
    }

    public @Nullable Task find(int pid) {
        return tasks.find(pid);
    }

    TaskTable table() {
        return tasks;
    }

    void countSwitch() {
        switches.add(1);
    }

    void countInterrupt() {
        interrupts.add(1);
    }
}
