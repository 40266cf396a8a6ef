package dev.fuselage.kernel.task;

import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task ({@code task_struct}): one thread of control of the guest with its identity, signals,
 * attachments and what it waits for.
 *
 * <p>Created by {@code dev.fuselage.kernel.process.Processes} or, for kernel threads, by {@link
 * TaskScheduler#kthread}. Every task is its own process (thread group).
 */
public final class Task extends Shared {
    // Links of the intrusive lists; each belongs to the list class named.
    @Nullable TaskQueue waitList;
    @Nullable Task waitNext;
    @Nullable Task waitPrevious;
    int waitMode;
    @Nullable Task runNext;

    // What the scheduler keeps.
    TaskState state = TaskState.RUNNING;
    Vcpu cpu;

    /** Where it runs while steps are chosen, unless it is bound to a CPU. */
    Vcpu home;

    int boundCpu = -1;
    int preemptCount;
    long readyAt;
    @Nullable Coroutine coroutine;
    @Nullable WaitedFor waitsFor;
    String waitSite = "";
    long waitsSince;
    long waitsSinceStep;
    @Nullable SleepObserver sleepObserver;
    boolean spinning;
    boolean timedOut;

    private final TaskScheduler scheduler;
    private final int pid;
    private final Runnable body;
    private final boolean kernelThread;
    private final List<Task> children = new ArrayList<>();
    private int nrDirtied;
    private final EnumMap<TaskSlot, TaskAttachment> attachments = new EnumMap<>(TaskSlot.class);
    private @Nullable SleepTimer sleepTimer;
    private @Nullable Task parent;
    private String comm;
    private Credentials credentials;
    private long pending;
    private long blocked;
    private long ignored;
    private long handled;
    private int exitStatus;

    Task(
            TaskScheduler scheduler,
            int pid,
            String comm,
            Credentials credentials,
            boolean kernelThread,
            Vcpu cpu,
            Runnable body) {
        this.scheduler = scheduler;
        this.pid = pid;
        this.comm = comm;
        this.credentials = credentials;
        this.kernelThread = kernelThread;
        this.cpu = cpu;
        this.home = cpu;
        this.body = body;
    }

    /** The process id, which is also the thread id. */
    public int pid() {
        return pid;
    }

    /** The name that {@code ps} shows. */
    public String comm() {
        return comm;
    }

    /**
     * Renames the task ({@code set_task_comm}); kernel threads keep longer names than Linux's 15
     * characters.
     */
    public void setComm(String name) {
        comm = name;
    }

    public Credentials credentials() {
        return credentials;
    }

    /** Replaces who the task is ({@code commit_creds}). */
    public void setCredentials(Credentials next) {
        credentials = next;
    }

    public TaskState state() {
        return state;
    }

    /**
     * True for kworkers and the like, which have no user memory and get no signals ({@code
     * PF_KTHREAD}).
     */
    public boolean isKernelThread() {
        return kernelThread;
    }

    /** The CPU it runs on or ran on last. */
    public int cpu() {
        return cpu.index();
    }

    /** Keeps the task on one CPU from its next wake-up on ({@code kthread_bind}). */
    public void bindTo(int cpuIndex) {
        boundCpu = cpuIndex;
    }

    public TaskScheduler scheduler() {
        return scheduler;
    }

    /** What the task runs. */
    Runnable body() {
        return body;
    }

    // ---- relatives

    public @Nullable Task parent() {
        return parent;
    }

    /** Children that are alive or not yet waited for, oldest first. */
    public List<Task> children() {
        return Collections.unmodifiableList(children);
    }

    /**
     * Gives the task another parent ({@code forget_original_parent}); null takes it out of the
     * tree.
     */
    public void setParent(@Nullable Task next) {
        if (parent != null) {
            parent.children.remove(this);
        }
        parent = next;
        if (next != null) {
            next.children.add(this);
        }
    }

    // ---- what other parts of the kernel keep with the task

    /**
     * Counts a page that it has made dirty ({@code nr_dirtied}): true for every {@code limit}th,
     * when it is to look whether there are too many.
     */
    public boolean hasDirtied(int limit) {
        nrDirtied++;
        if (nrDirtied < limit) {
            return false;
        }
        nrDirtied = 0;
        return true;
    }

    /** Counts from 0 again. */
    public void forgetDirtied() {
        nrDirtied = 0;
    }

    public @Nullable TaskAttachment attachment(TaskSlot slot) {
        return attachments.get(slot);
    }

    public void attach(TaskSlot slot, @Nullable TaskAttachment attachment) {
        if (attachment == null) {
            attachments.remove(slot);
        } else {
            attachments.put(slot, attachment);
        }
    }

    // ---- waiting

    /** What it waits for; null while it runs. */
    public @Nullable WaitedFor waitsFor() {
        return waitsFor;
    }

    /** The kernel function that waits, such as "request_wait_answer" ({@code /proc/PID/wchan}). */
    public String waitSite() {
        return waitSite;
    }

    /** Virtual time at which the wait began, in cycles. */
    public long waitsSince() {
        return waitsSince;
    }

    /** {@link TaskScheduler#step} at which the wait began. */
    public long waitsSinceStep() {
        return waitsSinceStep;
    }

    /** True while it burns its CPU in a spin lock's loop; its state is RUNNING then. */
    public boolean isSpinning() {
        return spinning;
    }

    /** True while a timer is to end the sleep. */
    public boolean hasDeadline() {
        SleepTimer timer = sleepTimer;
        return timer != null && timer.isActive();
    }

    /** True when the last sleep with a deadline ended by it. */
    public boolean timedOut() {
        return timedOut;
    }

    /** Who is told about sleeps; null for nobody. */
    public void setSleepObserver(@Nullable SleepObserver observer) {
        sleepObserver = observer;
    }

    /**
     * The frames of its kernel stack, innermost first; empty while it runs or when it has ended.
     */
    public StackTraceElement[] kernelStack() {
        Coroutine stack = coroutine;
        return stack == null || stack.isFinished() || scheduler.currentOrNull() == this
                ? new StackTraceElement[0]
                : stack.stackTrace();
    }

    SleepTimer sleepTimer() {
        SleepTimer timer = sleepTimer;
        if (timer == null) {
            timer = new SleepTimer(this);
            sleepTimer = timer;
        }
        return timer;
    }

    // ---- signals

    /** {@code signal_pending()}: a signal that is not blocked waits for delivery. */
    public boolean signalPending() {
        return (pending & ~blocked) != 0;
    }

    /** {@code fatal_signal_pending()}: the task is to die. */
    public boolean fatalSignalPending() {
        return (pending & Signal.bit(Signal.SIGKILL)) != 0;
    }

    /**
     * {@code send_sig()}: makes a signal pending and wakes the task if its sleep ends by it. A
     * kernel thread ignores all.
     */
    public void sendSignal(int signal) {
        long bit = Signal.bit(signal);
        if (kernelThread
                || state == TaskState.ZOMBIE
                || state == TaskState.DEAD
                || isIgnored(signal)) {
            return;
        }
        scheduler.touch(this, Operation.CHANGE);
        pending |= bit;
        boolean deadly =
                signal == Signal.SIGKILL
                        || (Signal.isFatalByDefault(signal)
                                && (handled & bit) == 0
                                && (blocked & bit) == 0);
        if (deadly && !fatalSignalPending()) {
            exitStatus = signal;
            pending |= Signal.bit(Signal.SIGKILL);
        } else if (signal == Signal.SIGKILL && exitStatus == 0) {
            exitStatus = signal;
        }
        if ((state == TaskState.INTERRUPTIBLE && signalPending())
                || (state == TaskState.KILLABLE && fatalSignalPending())) {
            boolean _ = scheduler.wake(this);
        }
    }

    /** A signal that the task's own doing raised ({@code force_sig}): ends it unless handled. */
    public void forceSignal(int signal) {
        long bit = Signal.bit(signal);
        if ((ignored & bit) != 0 || (blocked & bit) != 0) {
            setSignalAction(signal, SignalAction.DEFAULT);
            blocked &= ~bit;
        }
        sendSignal(signal);
    }

    private boolean isIgnored(int signal) {
        long bit = Signal.bit(signal);
        if (signal == Signal.SIGKILL || (blocked & bit) != 0) {
            return false;
        }
        return (ignored & bit) != 0 || ((handled & bit) == 0 && !Signal.isFatalByDefault(signal));
    }

    /** What a signal does from now on ({@code sigaction}); SIGKILL cannot be changed. */
    public void setSignalAction(int signal, SignalAction action) {
        long bit = Signal.bit(signal) & ~Signal.bit(Signal.SIGKILL);
        ignored &= ~bit;
        handled &= ~bit;
        switch (action) {
            case DEFAULT -> {}
            case IGNORE -> {
                ignored |= bit;
                pending &= ~bit;
            }
            case HANDLE -> handled |= bit;
        }
    }

    /**
     * Another program has no handlers ({@code flush_signal_handlers}): what was handled does what
     * it does by default, what was ignored stays so.
     */
    public void flushSignalHandlers() {
        for (int signal = 1; signal <= Signal.LAST; signal++) {
            long bit = Signal.bit(signal);
            if ((handled & bit) != 0 && !Signal.isFatalByDefault(signal)) {
                pending &= ~bit;
            }
        }
        handled = 0;
    }

    /** Blocks exactly these signals ({@code sigprocmask}); SIGKILL cannot be blocked. */
    public void setBlockedSignals(long set) {
        blocked = set & ~Signal.bit(Signal.SIGKILL);
    }

    public long blockedSignals() {
        return blocked;
    }

    /** Signals that wait for delivery, blocked ones included, as a set. */
    public long pendingSignals() {
        return pending;
    }

    /**
     * The way back to user mode: a fatal signal ends the task with {@link TaskExit}; otherwise
     * takes the lowest handled signal off the pending set.
     *
     * @return its number, for the program's handler; 0 when there is none
     */
    public int takeSignal() {
        if (fatalSignalPending()) {
            throw new TaskExit(exitStatus);
        }
        long ready = pending & ~blocked;
        if (ready == 0) {
            return 0;
        }
        int signal = Long.numberOfTrailingZeros(ready) + 1;
        pending &= ~Signal.bit(signal);
        if ((handled & Signal.bit(signal)) == 0) {
            // Unblocked after it became pending, with the default action.
            throw new TaskExit(signal);
        }
        return signal;
    }

    // ---- the end

    /** As {@code wait} reports it: exit code times 256, or the number of the fatal signal. */
    public int exitStatus() {
        return exitStatus;
    }

    /**
     * Leaves the tree of running tasks: a zombie until {@link TaskScheduler#reap}. Called by the
     * exiting task, last of all.
     */
    public void becomeZombie(int status) {
        exitStatus = status;
        state = TaskState.ZOMBIE;
    }

    @Override
    public String describe() {
        return toString();
    }

    @Override
    public String toString() {
        return comm + " [" + pid + "]";
    }
}
