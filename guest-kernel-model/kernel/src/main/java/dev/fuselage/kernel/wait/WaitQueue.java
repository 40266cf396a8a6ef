package dev.fuselage.kernel.wait;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskQueue;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.machine.time.Operation;
import java.util.function.BooleanSupplier;

/**
 * {@code wait_queue_head_t}: tasks that wait for a condition to become true.
 *
 * <p>As in Linux, waiters that are not exclusive stand before the exclusive ones, the latest first,
 * and a wake-up reaches all of them and then one exclusive waiter. Hot paths pass a condition
 * object they keep, not a capturing lambda.
 */
public final class WaitQueue extends Event {
    private static final int SHARED = 0;
    private static final int EXCLUSIVE = 1;

    /** A wait without a deadline. */
    private static final long FOREVER = Long.MAX_VALUE;

    private final TaskScheduler scheduler;
    private final TaskQueue waiters = new TaskQueue();

    /**
     * @param kind the class of event in reports, such as "request reply"
     * @param instance names the one among its kind when asked for its text; "" for the only one
     * @param deliverer who can make the condition true
     */
    public WaitQueue(TaskScheduler scheduler, String kind, Object instance, Deliverer deliverer) {
        super(kind, instance, deliverer);
        this.scheduler = scheduler;
    }

    /**
     * {@code wait_event()}, {@code wait_event_killable()}, {@code wait_event_interruptible()}.
     *
     * @param site the kernel function that waits
     * @return 0 when the condition is true, -EINTR when a signal ended the wait first
     */
    public int waitEvent(String site, BooleanSupplier condition, Interruptibility how) {
        return await(site, condition, how, SHARED, FOREVER);
    }

    /**
     * {@code wait_event_killable_exclusive()} and its like: as {@link #waitEvent}, one waiter a
     * wake-up.
     */
    public int waitEventExclusive(String site, BooleanSupplier condition, Interruptibility how) {
        return await(site, condition, how, EXCLUSIVE, FOREVER);
    }

    /**
     * {@code wait_event_timeout()}: as {@link #waitEvent}, until {@code deadline} (virtual time in
     * cycles) at the latest.
     *
     * @return 0, -EINTR, or -ETIME when the deadline passed and the condition is still false
     */
    public int waitEventUntil(
            String site, BooleanSupplier condition, Interruptibility how, long deadline) {
        return await(site, condition, how, SHARED, deadline);
    }

    private int await(
            String site, BooleanSupplier condition, Interruptibility how, int mode, long deadline) {
        scheduler.syncPoint();
        scheduler.touch(this, Operation.READ);
        if (condition.getAsBoolean()) {
            return 0;
        }
        Task task = scheduler.current();
        int result = 0;
        while (result == 0) {
            scheduler.touch(this, Operation.WAIT);
            enqueue(task, mode);
            if (condition.getAsBoolean()) {
                break;
            }
            if (how.isEndedBySignalOf(task)) {
                result = -Errno.EINTR;
            } else if (deadline == FOREVER) {
                scheduler.block(how.state(), this, site);
            } else if (deadline <= scheduler.now()
                    || !scheduler.blockUntil(how.state(), this, site, deadline)) {
                result = condition.getAsBoolean() ? 0 : -Errno.ETIME;
                break;
            }
        }
        boolean _ = waiters.remove(task);
        return result;
    }

    private void enqueue(Task task, int mode) {
        if (waiters.contains(task)) {
            return;
        }
        if (mode == EXCLUSIVE) {
            waiters.add(task, mode);
        } else {
            waiters.addFirst(task, mode);
        }
    }

    /** {@code wake_up()}: all that are not exclusive and one exclusive waiter. */
    public void wakeUp() {
        wake(1);
    }

    /** {@code wake_up_all()}. */
    public void wakeUpAll() {
        wake(Integer.MAX_VALUE);
    }

    private void wake(int exclusive) {
        scheduler.touch(this, Operation.WAKE);
        int left = exclusive;
        Task task = waiters.first();
        while (task != null && left > 0) {
            Task next = waiters.after(task);
            int mode = waiters.mode(task);
            if (scheduler.wake(task)) {
                boolean _ = waiters.remove(task);
                left -= mode;
            }
            task = next;
        }
    }

    /** {@code waitqueue_active()}. */
    public boolean hasWaiters() {
        scheduler.touch(this, Operation.READ);
        return !waiters.isEmpty();
    }
}
