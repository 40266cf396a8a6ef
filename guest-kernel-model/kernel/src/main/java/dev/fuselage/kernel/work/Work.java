package dev.fuselage.kernel.work;

import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.machine.time.Operation;
import org.jspecify.annotations.Nullable;

/**
 * {@code struct work_struct}: something for a kworker to do. Made once and queued again and again.
 *
 * <p>As a {@link Deliverer} it stands for "when this work has run": the kworker that runs it, or
 * those that can.
 */
public abstract class Work implements Deliverer {
    private final String function;

    // The pool's: link of its list, where the work waits or runs, how often it did.
    @Nullable Work next;
    @Nullable WorkerPool pool;
    @Nullable Worker executing;
    boolean pending;
    int disabled;

    private long started;
    private long finished;
    private @Nullable WaitQueue flushers;

    /** {@code function} is the C name of the work function, for reports. */
    protected Work(String function) {
        this.function = function;
    }

    /** The work function; runs in a kworker and may block. */
    protected abstract void run();

    /** The name of the work function. */
    public final String function() {
        return function;
    }

    /** {@code work_pending()}: queued and not begun. */
    public final boolean isPending() {
        return pending;
    }

    /** {@code work_busy()}: queued or running. */
    public final boolean isBusy() {
        return pending || executing != null;
    }

    /** Somebody looks whether it is pending or running, which its pool changes. */
    final void lookedAt(TaskScheduler scheduler) {
        WorkerPool home = pool;
        if (home != null) {
            scheduler.touch(home, Operation.READ);
        }
    }

    final void begin(Worker worker) {
        pending = false;
        executing = worker;
        started++;
    }

    final void end() {
        executing = null;
        finished = started;
        WaitQueue waiting = flushers;
        if (waiting != null) {
            waiting.wakeUpAll();
        }
    }

    /**
     * Waits for the end of the run that is pending or, with {@code runningOnly}, of the one that
     * goes on now.
     */
    final void awaitEnd(TaskScheduler scheduler, boolean runningOnly) {
        long run = pending && !runningOnly ? started + 1 : started;
        if (finished >= run) {
            return;
        }
        WaitQueue waiting = flushers;
        if (waiting == null) {
            waiting = new WaitQueue(scheduler, "end of work", function, this);
            flushers = waiting;
        }
        int _ =
                waiting.waitEvent(
                        "__flush_work", () -> finished >= run, Interruptibility.UNINTERRUPTIBLE);
    }

    @Override
    public final void deliverers(Suppliers out) {
        Worker worker = executing;
        WorkerPool home = pool;
        if (worker != null) {
            out.task(worker.task());
        } else if (pending && home != null) {
            home.whoCanRun(out);
        }
    }

    @Override
    public final String toString() {
        return function;
    }
}
