package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.SpinLock;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.machine.time.Operation;

/**
 * The background requests of a connection ({@code bg_queue} and the counts beside it): no more of
 * them are sent at a time than the limit says, others wait in line, and at the limit nobody may
 * begin another one.
 */
final class FuseBackground {
    private static final int DEFAULT_MAX = 12;
    private static final int DEFAULT_CONGESTION_THRESHOLD = DEFAULT_MAX * 3 / 4;

    private final FuseConn conn;
    private final FuseIqueue iqueue;
    private final SpinLock lock;
    private final WaitQueue blockedWaitq;
    private final FuseReqList queue = new FuseReqList();
    private int begun;
    private int active;
    private boolean blocked;
    private int max = DEFAULT_MAX;
    private int congestionThreshold = DEFAULT_CONGESTION_THRESHOLD;

    FuseBackground(FuseConn conn, WaitQueue blockedWaitq, Object name) {
        this.conn = conn;
        this.iqueue = conn.iqueue();
        this.blockedWaitq = blockedWaitq;
        this.lock = new SpinLock(conn.scheduler(), "fc->bg_lock", name);
    }

    /** Requests sent or queued ({@code num_background}). */
    int begun() {
        return begun;
    }

    /** Requests sent ({@code active_background}). */
    int active() {
        return active;
    }

    /** Nobody may begin another one ({@code blocked}). */
    boolean isBlocked() {
        conn.scheduler().touch(lock, Operation.READ);
        return blocked;
    }

    /** Readahead nobody waits for and lazy write-back hold back ({@code congestion_threshold}). */
    boolean isCongested() {
        return begun >= congestionThreshold;
    }

    // ---- requests

    /** Whether it is in line, and not sent yet. */
    boolean holds(FuseReq req) {
        return req.list == queue;
    }

    /** Takes a request; false when the connection was aborted. */
    @KernelFunction("fuse_request_queue_background")
    boolean add(FuseReq req) {
        lock.lock();
        boolean taken = conn.isConnected();
        if (taken) {
            begun++;
            if (begun == max) {
                blocked = true;
            }
            req.sentBy(null);
            queue.addLast(req);
            flush();
        }
        lock.unlock();
        return taken;
    }

    @KernelFunction("flush_bg_queue")
    private void flush() {
        while (active < max) {
            FuseReq req = queue.removeFirst();
            if (req == null) {
                return;
            }
            active++;
            req.sentBy(conn.scheduler().currentOrNull());
            iqueue.ops().sendReq(iqueue, req);
        }
    }

    /** A request has ended: the next in line goes, and who waits for a slot may try. */
    void end(FuseReq req) {
        lock.lock();
        req.clear(FuseReqFlag.BACKGROUND);
        if (begun == max) {
            blocked = false;
            blockedWaitq.wakeUp();
        } else if (!blocked && blockedWaitq.hasWaiters()) {
            blockedWaitq.wakeUp();
        }
        begun--;
        active--;
        flush();
        lock.unlock();
    }

    /** A request was let in for the background but not sent: its slot may wake another. */
    void passOn() {
        lock.lock();
        if (!blocked) {
            blockedWaitq.wakeUp();
        }
        lock.unlock();
    }

    /** The connection is aborted: everything in line goes its way to its end. */
    void release() {
        lock.lock();
        blocked = false;
        max = Integer.MAX_VALUE;
        flush();
        lock.unlock();
    }

    // ---- limits

    /** Most requests that are sent at a time ({@code max_background}). */
    int max() {
        return max;
    }

    /** Requests from which on the connection is congested. */
    int congestionThreshold() {
        return congestionThreshold;
    }

    /**
     * INIT's reply sets other limits ({@code process_init_limits}); 0 leaves one as it is. A server
     * that is not privileged gets no more than a user may have.
     */
    void setLimits(int newMax, int newCongestionThreshold) {
        TaskScheduler scheduler = conn.scheduler();
        Task server = scheduler.currentOrNull();
        boolean privileged = server == null || server.credentials().capable(Capability.SYS_ADMIN);
        int most = privileged ? Integer.MAX_VALUE : conn.kernel().userBackgroundLimit();
        lock.lock();
        if (newMax != 0) {
            max = Math.min(newMax, most);
        }
        if (newCongestionThreshold != 0) {
            congestionThreshold = Math.min(newCongestionThreshold, most);
        }
        lock.unlock();
    }

    /** The control file system sets another limit ({@code fuse_conn_max_background_write}). */
    void setMax(int value) {
        lock.lock();
        max = value;
        blocked = begun >= max;
        if (!blocked) {
            blockedWaitq.wakeUp();
        }
        lock.unlock();
    }

    /** The same for {@code fuse_conn_congestion_threshold_write}. */
    void setCongestionThreshold(int value) {
        congestionThreshold = value;
    }
}
