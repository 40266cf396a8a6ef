package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.SpinLock;
import dev.fuselage.machine.time.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The requests that one device took and has not answered ({@code struct fuse_pqueue}): those being
 * copied, and those that the server works on.
 */
final class FusePqueue {
    /** Being copied to or from the server. */
    final FuseReqList io = new FuseReqList();

    /** With the server. */
    final FuseReqList processing = new FuseReqList();

    private final TaskScheduler scheduler;
    private final SpinLock lock;
    private final boolean abortMindsCopies;
    private boolean connected = true;

    FusePqueue(FuseConn conn) {
        this.scheduler = conn.scheduler();
        this.lock = new SpinLock(conn.scheduler(), "fpq->lock", conn);
        this.abortMindsCopies = !conn.kernel().quirks().has(KernelQuirk.ABORT_IGNORES_COPYING);
    }

    SpinLock lock() {
        return lock;
    }

    /** False after the connection was aborted. */
    boolean isConnected() {
        return connected;
    }

    /** The request with a number that the server works on, or null ({@code fuse_request_find}). */
    @Nullable FuseReq find(long unique) {
        FuseReq req = processing.first();
        while (req != null && req.unique() != unique) {
            req = processing.after(req);
        }
        return req;
    }

    /**
     * The connection is aborted: hands over what the server works on, and what is being copied
     * unless its memory is in use at this moment. The copy ends such a request itself.
     */
    void giveUp(FuseReqList toEnd) {
        lock.lock();
        connected = false;
        FuseReq req = io.first();
        while (req != null) {
            FuseReq next = io.after(req);
            req.error = -Errno.ECONNABORTED;
            scheduler.touch(req.waitq, Operation.CHANGE);
            req.set(FuseReqFlag.ABORTED);
            if (!req.is(FuseReqFlag.LOCKED) || !abortMindsCopies) {
                req.set(FuseReqFlag.PRIVATE);
                req.count++;
                io.remove(req);
                toEnd.addLast(req);
            }
            req = next;
        }
        moveAll(processing, toEnd);
        lock.unlock();
    }

    /** The device is closed: what the server works on is lost. */
    void takeProcessing(FuseReqList toEnd) {
        lock.lock();
        moveAll(processing, toEnd);
        lock.unlock();
    }

    private static void moveAll(FuseReqList from, FuseReqList to) {
        for (FuseReq req = from.removeFirst(); req != null; req = from.removeFirst()) {
            to.addLast(req);
        }
    }
}
