package dev.fuselage.kernel.wait;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskQueue;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.machine.time.Operation;

/**
 * {@code struct completion}: counts how often something was completed; each waiter takes one, in
 * order of arrival.
 */
public final class Completion extends Event {
    private static final int UNUSED_MODE = 0;
    private static final int ALL = Integer.MAX_VALUE;

    private final TaskScheduler scheduler;
    private final TaskQueue waiters = new TaskQueue();
    private int done;

    /**
     * @param kind the class of event in reports, such as "requests in flight"
     * @param instance names the one among its kind when asked for its text; "" for the only one
     * @param deliverer who completes it
     */
    public Completion(TaskScheduler scheduler, String kind, Object instance, Deliverer deliverer) {
        super(kind, instance, deliverer);
        this.scheduler = scheduler;
    }

    /** {@code complete()}: lets one waiter through. */
    public void complete() {
        scheduler.touch(this, Operation.WAKE);
        if (done != ALL) {
            done++;
        }
        Task first = waiters.first();
        if (first != null) {
            boolean _ = waiters.remove(first);
            boolean _ = scheduler.wake(first);
        }
    }

    /** {@code complete_all()}: lets every waiter through from now on. */
    public void completeAll() {
        scheduler.touch(this, Operation.WAKE);
        done = ALL;
        Task task = waiters.first();
        while (task != null) {
            boolean _ = waiters.remove(task);
            boolean _ = scheduler.wake(task);
            task = waiters.first();
        }
    }

    /** {@code reinit_completion()}. */
    public void reinit() {
        scheduler.touch(this, Operation.CHANGE);
        done = 0;
    }

    /** {@code completion_done()}: a wait would not block. */
    public boolean isDone() {
        scheduler.touch(this, Operation.READ);
        return done > 0;
    }

    /**
     * {@code wait_for_completion()} and its killable and interruptible forms.
     *
     * @param site the kernel function that waits
     * @return 0, or -EINTR when a signal ended the wait first
     */
    public int waitFor(String site, Interruptibility how) {
        scheduler.syncPoint();
        return waitAtOnce(site, how);
    }

    /**
     * As {@link #waitFor}, but nobody gets in between what the task did before and its sleep: for
     * those who hold a lock until they sleep that whoever completes this takes first.
     */
    public int waitAtOnce(String site, Interruptibility how) {
        Task task = scheduler.current();
        while (done == 0) {
            if (how.isEndedBySignalOf(task)) {
                boolean _ = waiters.remove(task);
                return -Errno.EINTR;
            }
            if (!waiters.contains(task)) {
                waiters.add(task, UNUSED_MODE);
            }
            scheduler.touch(this, Operation.WAIT);
            scheduler.block(how.state(), this, site);
        }
        boolean _ = waiters.remove(task);
        scheduler.touch(this, Operation.CHANGE);
        if (done != ALL) {
            done--;
        }
        return 0;
    }
}
