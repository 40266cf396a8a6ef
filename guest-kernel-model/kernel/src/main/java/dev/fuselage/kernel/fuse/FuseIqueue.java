package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.SpinLock;
import dev.fuselage.machine.time.Operation;

/** Where a connection's requests get their numbers and leave ({@code struct fuse_iqueue}). */
public final class FuseIqueue {
    /**
     * Requests have even numbers; one more names the interrupt of a request ({@code
     * FUSE_REQ_ID_STEP}).
     */
    static final long ID_STEP = 2;

    private final FuseIqueueOps ops;
    private final TaskScheduler scheduler;
    private final SpinLock lock;
    private long counter;
    private boolean connected = true;

    FuseIqueue(FuseIqueueOps ops, TaskScheduler scheduler, Object connection) {
        this.ops = ops;
        this.scheduler = scheduler;
        this.lock = new SpinLock(scheduler, "fiq->lock", connection);
    }

    /** Somebody looks at what the lock guards, without it. */
    void lookedAt() {
        scheduler.touch(lock, Operation.READ);
    }

    /** The transport. */
    public FuseIqueueOps ops() {
        return ops;
    }

    /**
     * The next request id, from 2 in steps of 2 ({@code fuse_get_unique}). FORGETs take one too.
     */
    public long takeUnique() {
        lock.lock();
        long unique = takeUniqueLocked();
        lock.unlock();
        return unique;
    }

    /** The same with the lock held ({@code fuse_get_unique_locked}). */
    long takeUniqueLocked() {
        counter += ID_STEP;
        return counter;
    }

    /** False after the connection was aborted. */
    public boolean isConnected() {
        return connected;
    }

    void disconnect() {
        connected = false;
    }

    SpinLock lock() {
        return lock;
    }
}
