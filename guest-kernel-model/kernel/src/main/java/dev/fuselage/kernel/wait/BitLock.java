package dev.fuselage.kernel.wait;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskQueue;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.machine.time.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A lock that is one bit of something else, such as a page's {@code PG_locked}: the thing extends
 * this class and names itself.
 *
 * <p>Whoever took it may leave it to somebody else to unlock ({@link #handOver}), as readahead
 * leaves its pages to the reply of the READ request. Waiters are served in order; one that loses
 * {@value #UNFAIRNESS} races in a row has the lock handed over ({@code page_lock_unfairness}).
 */
public abstract non-sealed class BitLock extends Lock {
    private static final int UNFAIRNESS = 5;

    /**
     * Waits for the bit to be clear without taking it; gets the number of lost races added
     * otherwise.
     */
    private static final int SHARED = -1;

    private static final int HAND_OVER = UNFAIRNESS;

    private final TaskScheduler scheduler;
    private @Nullable TaskQueue waiters;
    private @Nullable Task owner;
    private @Nullable Deliverer delegate;
    private boolean locked;

    /** {@code kind} is the class of lock in reports, such as "page lock". */
    protected BitLock(TaskScheduler scheduler, String kind) {
        super(kind);
        this.scheduler = scheduler;
    }

    /** {@code folio_trylock()}. */
    public final boolean tryLock() {
        if (locked) {
            scheduler.touch(this, Operation.READ);
            return false;
        }
        scheduler.touch(this, Operation.LOCK);
        locked = true;
        owner = scheduler.currentOrNull();
        return true;
    }

    /** {@code folio_lock()}. */
    @KernelFunction("folio_lock")
    public final void lock() {
        int _ = take("folio_lock", Interruptibility.UNINTERRUPTIBLE);
    }

    /** {@code folio_lock_killable()}: 0, or -EINTR without the lock. */
    @KernelFunction("folio_lock_killable")
    public final int lockKillable() {
        return take("folio_lock_killable", Interruptibility.KILLABLE);
    }

    private int take(String site, Interruptibility how) {
        scheduler.syncPoint();
        if (tryLock()) {
            return 0;
        }
        Task task = scheduler.current();
        TaskQueue queue = queue();
        int lost = 0;
        while (true) {
            queue.add(task, lost);
            while (queue.contains(task)) {
                if (how.isEndedBySignalOf(task)) {
                    boolean _ = queue.remove(task);
                    return -Errno.EINTR;
                }
                scheduler.touch(this, Operation.WAIT);
                scheduler.block(how.state(), this, site);
            }
            // Woken by unlock: with the lock after too many lost races, else to try again.
            if (lost == HAND_OVER || tryLock()) {
                return 0;
            }
            lost++;
        }
    }

    /**
     * {@code folio_wait_locked()}: returns when the lock was free at some moment, without taking
     * it.
     */
    @KernelFunction("folio_wait_locked")
    public final void waitUntilUnlocked() {
        int _ = awaitFree("folio_wait_locked", Interruptibility.UNINTERRUPTIBLE);
    }

    /** {@code folio_wait_locked_killable()}: 0 when it was free at some moment, or -EINTR. */
    @KernelFunction("folio_wait_locked_killable")
    public final int waitUntilUnlockedKillable() {
        return awaitFree("folio_wait_locked_killable", Interruptibility.KILLABLE);
    }

    private int awaitFree(String site, Interruptibility how) {
        scheduler.syncPoint();
        if (!locked) {
            scheduler.touch(this, Operation.READ);
            return 0;
        }
        Task task = scheduler.current();
        TaskQueue queue = queue();
        queue.add(task, SHARED);
        while (queue.contains(task)) {
            if (how.isEndedBySignalOf(task)) {
                boolean _ = queue.remove(task);
                return -Errno.EINTR;
            }
            scheduler.touch(this, Operation.WAIT);
            scheduler.block(how.state(), this, site);
        }
        return 0;
    }

    /** {@code folio_unlock()}: anybody may, the one who locked it or whom it was handed over to. */
    public final void unlock() {
        if (!locked) {
            throw new IllegalStateException(describe() + " is not locked");
        }
        scheduler.touch(this, Operation.UNLOCK);
        locked = false;
        owner = null;
        delegate = null;
        TaskQueue queue = waiters;
        if (queue != null && !queue.isEmpty()) {
            wakeWaiters(queue);
        }
    }

    private void wakeWaiters(TaskQueue queue) {
        Task task = queue.first();
        while (task != null) {
            int mode = queue.mode(task);
            Task next = queue.after(task);
            boolean _ = queue.remove(task);
            if (mode == HAND_OVER) {
                locked = true;
                owner = task;
            }
            boolean _ = scheduler.wake(task);
            if (mode != SHARED) {
                return;
            }
            task = next;
        }
    }

    /** The current owner will not unlock it itself: from now on {@code who} says who is able to. */
    public final void handOver(Deliverer who) {
        if (!locked) {
            throw new IllegalStateException(describe() + " is not locked");
        }
        scheduler.touch(this, Operation.CHANGE);
        owner = null;
        delegate = who;
    }

    public final boolean isLocked() {
        return locked;
    }

    /** The task that holds it; null when free or handed over. */
    public final @Nullable Task owner() {
        return owner;
    }

    private TaskQueue queue() {
        TaskQueue queue = waiters;
        if (queue == null) {
            queue = new TaskQueue();
            waiters = queue;
        }
        return queue;
    }

    @Override
    final void suppliers(Suppliers out) {
        Task task = owner;
        Deliverer other = delegate;
        if (task != null) {
            out.task(task);
        } else if (other != null) {
            other.deliverers(out);
        }
    }

    @Override
    protected Object instance() {
        return "";
    }
}
