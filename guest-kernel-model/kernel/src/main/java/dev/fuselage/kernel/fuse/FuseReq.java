package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.machine.time.Operation;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request ({@code struct fuse_req}): its arguments, who waits for it and what has become of it.
 *
 * <p>A request is taken from {@link FuseConn#request}, filled with {@link #in} and {@link #out},
 * sent, read with {@link #reply}, and given back with {@link #release}; the connection keeps it for
 * the next use.
 */
public final class FuseReq extends FuseArgs {
    final WaitQueue waitq;
    final BooleanSupplier finished = this::isFinished;

    // FuseReqList
    @Nullable FuseReqList list;
    @Nullable FuseReq next;
    @Nullable FuseReq previous;

    // Life.
    int flags;
    int count;
    boolean held;
    int error;
    private final Deliverer delivery = this::namesReply;
    private @Nullable FuseCarrier carrier;

    /** The task that is about to give it to the transport; null when it has done so. */
    private @Nullable Task sender;

    /** The task that has read it from /dev/fuse, for reports; null if none has. */
    @Nullable Task reader;

    private long unique;
    FuseMount fm;

    /** Called at the end of a background request. */
    @Nullable FuseEnd end;

    /** What the caller of a background request keeps with it. */
    final FuseIoState io = new FuseIoState();

    /** Where {@link #reply} can be decoded to. */
    final FuseEntry entry;

    private final Wire attrWire = new Wire();

    FuseReq(TaskScheduler scheduler, PageAllocator pages, FuseMount fm) {
        super(pages);
        this.fm = fm;
        this.entry = new FuseEntry(fm.conn().kernel().quirks());
        this.waitq = new WaitQueue(scheduler, "FUSE reply", this, new Answer());
    }

    /** For what ends with the request, such as the lock of a page that it reads. */
    Deliverer delivery() {
        return delivery;
    }

    private void namesReply(Suppliers out) {
        out.waitable(waitq);
    }

    /** Whoever answers it. */
    private final class Answer implements Deliverer {
        @Override
        public void deliverers(Suppliers out) {
            FuseCarrier queue = carrier;
            FuseIqueue fiq = conn().iqueue();
            Task task = sender;
            if (task != null) {
                out.task(task);
            } else if (queue != null) {
                queue.answerersOf(FuseReq.this, out);
            } else {
                fiq.ops().answerersOf(fiq, FuseReq.this, out);
            }
        }

        @Override
        public String whereabouts() {
            FuseCarrier queue = carrier;
            Task task = sender;
            if (task != null) {
                return "the hands of " + task + ", not sent yet";
            }
            if (conn().background().holds(FuseReq.this)) {
                return "bg_queue of " + conn();
            }
            return queue != null
                    ? queue.whereIs(FuseReq.this)
                    : conn().iqueue().ops().whereIs(FuseReq.this);
        }
    }

    /** A task is about to give it to the transport, or null: it has put it into a line. */
    void sentBy(@Nullable Task task) {
        sender = task;
    }

    /** The transport has it, and who sends it need not do any more. */
    public void handedOver() {
        sender = null;
    }

    /** The transport says which of its parts has it now. */
    public void carriedBy(FuseCarrier queue) {
        carrier = queue;
    }

    /**
     * Adds the tasks that can give back the locks of an owner, by the number that the connection
     * gave its server for him; false if there is none.
     */
    public boolean lockHolders(long owner, Suppliers out) {
        return conn().lockOwner.holders(owner, conn().scheduler(), out);
    }

    private FuseConn conn() {
        return fm.conn();
    }

    /** Lets go of what the request refers to, so that it can wait for its next use. */
    void forgetReferences() {
        data.clear();
        end = null;
        io.clear();
    }

    // ---- what to ask

    /**
     * Starts afresh; {@code room} is the bytes of arguments that may be needed beyond names and
     * structures.
     */
    void begin(FuseMount mount, Opcode what, long node, int room) {
        fm = mount;
        beginArgs(what, node, room);
        flags = FuseReqFlag.PENDING;
        count = 1;
        held = true;
        error = 0;
        unique = 0;
        carrier = null;
        sender = null;
        reader = null;
        end = null;
    }

    // ---- what was answered

    /** The attributes of a reply to GETATTR or SETATTR; valid until the next reply is read. */
    FuseAttrs attr() {
        FuseAttrs attr = entry.attr;
        attr.read(attrWire.at(reply(), FuseAttrOut.ATTR_OFFSET));
        return attr;
    }

    /** Jiffies until which {@link #attr} is valid. */
    long attrExpiry() {
        Wire out = reply();
        return conn().expiry(FuseAttrOut.ATTR_VALID.get(out), FuseAttrOut.ATTR_VALID_NSEC.get(out));
    }

    /** Gives the request back to the connection; the caller must not touch it any more. */
    void release() {
        conn().scheduler().touch(waitq, Operation.CHANGE);
        held = false;
        if (count == 0) {
            conn().answers().recycle(this);
        }
    }

    /**
     * Whether whoever waited for the answer has gone on, and with him the stack that the arguments
     * of a request are made on. Those of a background request are not.
     */
    boolean isSendersFrameGone() {
        return !held && !is(FuseReqFlag.BACKGROUND);
    }

    private boolean isFinished() {
        return is(FuseReqFlag.FINISHED);
    }

    boolean is(int flag) {
        return (flags & flag) != 0;
    }

    void set(int flag) {
        flags |= flag;
    }

    void clear(int flag) {
        flags &= ~flag;
    }

    // ---- for the transport

    /** The number given at sending; 0 before. */
    public long unique() {
        return unique;
    }

    /** Writes the request's number into its header. */
    public void setUnique(long id) {
        unique = id;
        writeUnique(id);
    }

    /** Whether there will be a reply. */
    public boolean expectsReply() {
        return is(FuseReqFlag.ISREPLY);
    }

    /** The transport has it: its task can no longer withdraw it (clears {@code FR_PENDING}). */
    public void taken() {
        clear(FuseReqFlag.PENDING);
    }

    /** The server can see it (sets {@code FR_SENT}). */
    public void sent() {
        handedOver();
        set(FuseReqFlag.SENT);
        conn().firstDevice().pq().processing.addLast(this);
    }

    /**
     * The reply is in memory ({@code virtio_fs_request_complete}); sizes are taken from its header,
     * the server is trusted. Ends the request.
     */
    public void complete() {
        error = takeReply();
        clear(FuseReqFlag.SENT);
        FuseReqList processing = list;
        if (processing != null) {
            processing.remove(this);
        }
        conn().answers().end(this);
    }

    /**
     * It could not be sent; ends it with a negative errno. Not to be called from {@link
     * FuseIqueueOps#sendReq}.
     */
    public void fail(int negativeErrno) {
        error = negativeErrno;
        conn().answers().end(this);
    }

    @Override
    public String toString() {
        return "FUSE_" + opcode() + " #" + unique;
    }
}
