package dev.fuselage.kernel.wait;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskQueue;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.time.Operation;
import org.jspecify.annotations.Nullable;

/**
 * {@code struct mutex}: one owner, waiters in order of arrival.
 *
 * <p>As in Linux, unlocking wakes the first waiter without giving it the lock, so a running task
 * may take it in between; a first waiter that lost once gets it handed over at the next unlock.
 * There is no optimistic spinning.
 */
public final class Mutex extends Lock {
    private static final int UNUSED_MODE = 0;

    private final TaskScheduler scheduler;
    private final Object instance;
    private final TaskQueue waiters = new TaskQueue();
    private @Nullable Task owner;
    private boolean handOff;

    /**
     * {@code instance} names the one among its kind when asked for its text; "" for the only one.
     */
    public Mutex(TaskScheduler scheduler, String kind, Object instance) {
        super(kind);
        this.scheduler = scheduler;
        this.instance = instance;
    }

    @Override
    protected Object instance() {
        return instance;
    }

    /** {@code mutex_lock()}. */
    @KernelFunction("mutex_lock")
    public void lock() {
        int _ = take("mutex_lock", Interruptibility.UNINTERRUPTIBLE);
    }

    /** {@code mutex_lock_interruptible()}: 0, or -EINTR without the lock. */
    @KernelFunction("mutex_lock_interruptible")
    public int lockInterruptible() {
        return take("mutex_lock_interruptible", Interruptibility.INTERRUPTIBLE);
    }

    /** {@code mutex_lock_killable()}: 0, or -EINTR without the lock. */
    @KernelFunction("mutex_lock_killable")
    public int lockKillable() {
        return take("mutex_lock_killable", Interruptibility.KILLABLE);
    }

    /** {@code mutex_trylock()}. */
    public boolean tryLock() {
        scheduler.spend(Cost.LOCK);
        scheduler.syncPoint();
        if (owner != null) {
            scheduler.touch(this, Operation.READ);
            return false;
        }
        taken(scheduler.current());
        return true;
    }

    private int take(String site, Interruptibility how) {
        scheduler.spend(Cost.LOCK);
        scheduler.syncPoint();
        Task task = scheduler.current();
        if (owner == null) {
            taken(task);
            return 0;
        }
        waiters.add(task, UNUSED_MODE);
        while (waiters.contains(task)) {
            if (owner == null) {
                stopWaiting(task);
                taken(task);
            } else if (how.isEndedBySignalOf(task)) {
                stopWaiting(task);
                scheduler.touch(this, Operation.CHANGE);
                return -Errno.EINTR;
            } else {
                scheduler.touch(this, Operation.WAIT);
                scheduler.block(how.state(), this, site);
                // Woken as the first, yet somebody was faster: next time it is handed over.
                handOff |= owner != null && waiters.first() == task;
            }
        }
        return 0;
    }

    private void taken(Task task) {
        scheduler.touch(this, Operation.LOCK);
        owner = task;
    }

    private void stopWaiting(Task task) {
        if (waiters.first() == task) {
            handOff = false;
        }
        boolean _ = waiters.remove(task);
    }

    /** {@code mutex_unlock()}; only the owner may. */
    public void unlock() {
        Task task = scheduler.current();
        if (owner != task) {
            throw new IllegalStateException(
                    task + " gives back " + describe() + " owned by " + owner);
        }
        scheduler.touch(this, Operation.UNLOCK);
        owner = null;
        Task next = waiters.first();
        if (next != null) {
            if (handOff) {
                stopWaiting(next);
                owner = next;
            }
            boolean _ = scheduler.wake(next);
        }
    }

    public boolean isLocked() {
        return owner != null;
    }

    public boolean isHeldByCurrent() {
        return owner != null && owner == scheduler.currentOrNull();
    }

    @Override
    void suppliers(Suppliers out) {
        Task task = owner;
        if (task != null) {
            out.task(task);
        }
    }
}
