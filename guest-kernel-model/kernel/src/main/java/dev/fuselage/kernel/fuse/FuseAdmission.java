package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.machine.time.Operation;
import java.util.function.BooleanSupplier;

/**
 * Who may begin a request, and how many have ({@code fuse_get_req}): all wait for INIT's reply, and
 * background requests for a free slot. A request counts from the first wait on, so that an abort
 * can wait for all of them.
 */
final class FuseAdmission {
    private final FuseConn conn;
    private final TaskScheduler scheduler;
    private final FuseBackground background;
    private final WaitQueue blockedWaitq;
    private final BooleanSupplier mayAllocate = this::mayAllocate;
    private final BooleanSupplier mayAllocateBackground = this::mayAllocateBackground;
    private final BooleanSupplier nothingWaits = this::nothingWaits;
    private int numWaiting;
    private boolean initialized;

    FuseAdmission(FuseConn conn, FuseBackground background, WaitQueue blockedWaitq) {
        this.conn = conn;
        this.scheduler = conn.scheduler();
        this.background = background;
        this.blockedWaitq = blockedWaitq;
    }

    /** Requests begun and not ended ({@code num_waiting}). */
    int numWaiting() {
        return numWaiting;
    }

    /** INIT is answered or has failed, or the connection was aborted. */
    boolean isInitialized() {
        return initialized;
    }

    /**
     * INIT is answered or has failed: lets everybody who waited for it go on ({@code
     * fuse_set_initialized}).
     */
    void setInitialized() {
        initialized = true;
        blockedWaitq.wakeUpAll();
    }

    /** The connection is aborted: nobody waits for INIT who has not begun to. */
    void open() {
        initialized = true;
    }

    /**
     * Counts a request, waits for INIT or a slot, and fills in who asks.
     *
     * @param inBackground it takes a slot
     * @param creates the server needs the caller's ids
     * @return 0 or a negative errno, after which it does not count
     */
    @KernelFunction("fuse_get_req")
    int admit(FuseReq req, boolean inBackground, boolean creates) {
        scheduler.touch(blockedWaitq, Operation.READ);
        numWaiting++;
        if (isAllocBlocked(inBackground)
                && blockedWaitq.waitEventExclusive(
                                "fuse_get_req",
                                inBackground ? mayAllocateBackground : mayAllocate,
                                Interruptibility.KILLABLE)
                        != 0) {
            drop();
            return -Errno.EINTR;
        }
        boolean connected = conn.isConnected();
        if (!connected || conn.connError) {
            drop();
            return connected ? -Errno.ECONNREFUSED : -Errno.ENOTCONN;
        }
        req.set(FuseReqFlag.WAITING | (inBackground ? FuseReqFlag.BACKGROUND : 0));
        nameCaller(req, creates);
        return 0;
    }

    /** Counts a request that waits for nothing. */
    void count(FuseReq req) {
        numWaiting++;
        req.set(FuseReqFlag.WAITING);
    }

    /**
     * Fills in who asks: by ids only where the server needs them or they mean the same to it
     * everywhere ({@code fuse_force_creds}).
     */
    void nameCaller(FuseReq req, boolean creates) {
        Task task = scheduler.current();
        Credentials cred = task.credentials();
        boolean named = creates || req.fm.isNoIdmap();
        req.setCredentials(
                named ? cred.fsuid() : FuseProtocol.INVALID_UIDGID,
                named ? cred.fsgid() : FuseProtocol.INVALID_UIDGID,
                task.pid());
    }

    /** A counted request is over ({@code fuse_drop_waiting}). */
    void drop() {
        scheduler.touch(blockedWaitq, Operation.READ);
        numWaiting--;
        if (numWaiting == 0 && !conn.isConnected()) {
            blockedWaitq.wakeUpAll();
        }
    }

    /** Waits until every request that was begun has ended. */
    @KernelFunction("fuse_wait_aborted")
    void waitAborted() {
        int _ =
                blockedWaitq.waitEvent(
                        "fuse_wait_aborted", nothingWaits, Interruptibility.UNINTERRUPTIBLE);
    }

    private boolean isAllocBlocked(boolean inBackground) {
        return !initialized || (inBackground && background.isBlocked());
    }

    private boolean mayAllocate() {
        return !isAllocBlocked(false);
    }

    private boolean mayAllocateBackground() {
        return !isAllocBlocked(true);
    }

    private boolean nothingWaits() {
        return numWaiting == 0;
    }
}
