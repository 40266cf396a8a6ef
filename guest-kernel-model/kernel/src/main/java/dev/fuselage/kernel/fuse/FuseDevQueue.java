package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.vfs.FilesStruct;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.PollHead;
import dev.fuselage.kernel.vfs.Vfs;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The classic transport ({@code fuse_dev_fiq_ops}): what waits for a daemon to read it from {@code
 * /dev/fuse}. Interrupts come first; forgets and requests take turns.
 */
final class FuseDevQueue implements FuseIqueueOps {
    /** Forgets in a row before requests get a turn, and the other way round. */
    private static final int FORGETS_IN_A_ROW = 16;

    private static final int REQUESTS_IN_A_ROW = 8;

    private final Vfs vfs;
    private final FuseReqList pending = new FuseReqList();
    private final ArrayDeque<FuseReq> interrupts = new ArrayDeque<>();
    private final FuseForgets forgets = new FuseForgets();
    private final WaitQueue waitq;
    private final PollHead pollers;
    private final BooleanSupplier readable = this::isReadable;
    private @Nullable FuseConn conn;
    private String name = "";
    private int forgetBatch;

    FuseDevQueue(Vfs vfs) {
        this.vfs = vfs;
        Deliverer users = Deliverer.anyTask("a task that uses the file system");
        this.waitq = new WaitQueue(vfs.scheduler(), "FUSE request", this, users);
        this.pollers = new PollHead(users);
    }

    /** Says whose queue it is, and its name in reports. */
    void belongsTo(FuseConn connection, String connectionName) {
        conn = connection;
        name = connectionName;
    }

    FuseConn conn() {
        FuseConn fc = conn;
        if (fc == null) {
            throw new IllegalStateException("queue without a connection");
        }
        return fc;
    }

    /** Where daemons poll. */
    PollHead pollers() {
        return pollers;
    }

    // ---- what comes in

    /** {@code fuse_dev_queue_req}. */
    @Override
    @KernelFunction("fuse_dev_queue_req")
    public void sendReq(FuseIqueue fiq, FuseReq req) {
        fiq.lock().lock();
        if (fiq.isConnected()) {
            if (req.opcode() != Opcode.NOTIFY_REPLY) {
                req.setUnique(fiq.takeUniqueLocked());
            }
            req.handedOver();
            pending.addLast(req);
            wake();
            fiq.lock().unlock();
        } else {
            fiq.lock().unlock();
            req.taken();
            req.fail(-Errno.ENOTCONN);
        }
    }

    /** {@code fuse_dev_queue_forget}. */
    @Override
    @KernelFunction("fuse_dev_queue_forget")
    public void sendForget(FuseIqueue fiq, long nodeid, long nlookup) {
        fiq.lock().lock();
        if (fiq.isConnected()) {
            forgets.add(nodeid, nlookup);
            wake();
        }
        fiq.lock().unlock();
    }

    /** {@code fuse_dev_queue_interrupt}. */
    @Override
    @KernelFunction("fuse_dev_queue_interrupt")
    public void sendInterrupt(FuseIqueue fiq, FuseReq req) {
        fiq.lock().lock();
        if (!req.is(FuseReqFlag.INTERRUPT_QUEUED) && !req.is(FuseReqFlag.FINISHED)) {
            req.set(FuseReqFlag.INTERRUPT_QUEUED);
            interrupts.add(req);
            wake();
        }
        fiq.lock().unlock();
    }

    /** {@code queue_interrupt}: 0, or -EINVAL for a request that was not interrupted at all. */
    int queueInterrupt(FuseIqueue fiq, FuseReq req) {
        if (!req.is(FuseReqFlag.INTERRUPTED)) {
            return -Errno.EINVAL;
        }
        sendInterrupt(fiq, req);
        return 0;
    }

    @Override
    public void dropInterrupt(FuseIqueue fiq, FuseReq req) {
        fiq.lock().lock();
        req.clear(FuseReqFlag.INTERRUPT_QUEUED);
        interrupts.remove(req);
        fiq.lock().unlock();
    }

    /**
     * Requests that were not answered are read once more, before the others ({@code fuse_resend}).
     */
    void putBack(FuseReqList requests) {
        for (FuseReq req = requests.removeLast(); req != null; req = requests.removeLast()) {
            pending.addFirst(req);
        }
        wake();
    }

    private void wake() {
        waitq.wakeUp();
        pollers.wake();
    }

    // ---- what goes out; with the lock held

    /** {@code request_pending}. */
    boolean hasSomething() {
        return !pending.isEmpty() || !interrupts.isEmpty() || forgets.size() > 0;
    }

    private boolean isReadable() {
        conn().iqueue().lookedAt();
        return !conn().iqueue().isConnected() || hasSomething();
    }

    /** Waits until there is something to read; 0 or -EINTR. */
    int await() {
        return waitq.waitEventExclusive(
                "fuse_dev_do_read", readable, Interruptibility.INTERRUPTIBLE);
    }

    /** The oldest interrupt, or null. */
    @Nullable FuseReq takeInterrupt() {
        FuseReq req = interrupts.poll();
        if (req != null) {
            req.clear(FuseReqFlag.INTERRUPT_QUEUED);
        }
        return req;
    }

    /** Whether forgets are to be read now, rather than a request. */
    boolean isForgetsTurn() {
        if (forgets.size() == 0) {
            return false;
        }
        if (pending.isEmpty() || forgetBatch-- > 0) {
            return true;
        }
        if (forgetBatch <= -REQUESTS_IN_A_ROW) {
            forgetBatch = FORGETS_IN_A_ROW;
        }
        return false;
    }

    FuseForgets forgets() {
        return forgets;
    }

    /** The oldest request, which its task can no longer withdraw. */
    FuseReq takeRequest() {
        FuseReq req = pending.removeFirst();
        if (req == null) {
            throw new IllegalStateException("no request is pending");
        }
        req.taken();
        return req;
    }

    // ---- the end

    @Override
    public void giveUp(FuseIqueue fiq, FuseReqList toEnd) {
        for (FuseReq req = pending.removeFirst(); req != null; req = pending.removeFirst()) {
            req.taken();
            toEnd.addLast(req);
        }
        forgets.drop(forgets.size());
        waitq.wakeUpAll();
        pollers.wake();
    }

    @Override
    public void release(FuseIqueue fiq) {}

    // ---- for reports

    /** The tasks that have the connection's device open, and whoever aborts the connection. */
    @Override
    public Deliverer answerer(FuseIqueue fiq) {
        return out ->
                whoHas(file -> file.privateData instanceof FuseDev dev && dev.conn() == conn, out);
    }

    /** Once read, it can only be answered through the device it was read from. */
    @Override
    public void answerersOf(FuseIqueue fiq, FuseReq req, Suppliers out) {
        FuseReqList list = req.list;
        if (!req.is(FuseReqFlag.SENT) || list == null) {
            answerer(fiq).deliverers(out);
            return;
        }
        whoHas(file -> file.privateData instanceof FuseDev dev && dev.pq().processing == list, out);
    }

    @Override
    public String whereIs(FuseReq req) {
        FuseReqList list = req.list;
        if (list == null) {
            return "";
        }
        Task reader = req.reader;
        if (list == pending || reader == null) {
            return "/dev/fuse, not read yet";
        }
        String how = req.is(FuseReqFlag.SENT) ? "read by %s, not answered" : "being copied by %s";
        return "/dev/fuse, " + how.formatted(reader);
    }

    private void whoHas(Predicate<OpenFile> device, Suppliers out) {
        FilesStruct.holders(vfs, device, out);
        if (conn().isConnected()) {
            out.anyTask("a task that aborts " + name);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
