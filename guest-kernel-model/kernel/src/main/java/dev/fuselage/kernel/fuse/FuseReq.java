package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.mm.PageVector;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.machine.time.Operation;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request with its arguments, its reply and its state ({@code struct fuse_req} and {@code
 * struct fuse_args} in one).
 *
 * <p>Headers and small arguments lie in guest memory from the start, where the transport's
 * descriptors point, so nothing is copied. A request is taken from {@link FuseConn#request}, filled
 * with {@link #in} and {@link #out} in the order of the protocol, sent, read with {@link #reply},
 * and given back with {@link #release}; the connection keeps it for the next use. Data that is not
 * small goes in pages.
 */
public final class FuseReq {
    private static final int MOST_IN_ARGS = 3;
    private static final int MOST_OUT_ARGS = 2;
    private static final int FIRST_PAGES = 4;

    final FuseReqMemory memory;
    final WaitQueue waitq;
    final BooleanSupplier finished = this::isFinished;
    private final Wire wire = new Wire();
    private final Wire replyWire = new Wire();
    private final int[] inSize = new int[MOST_IN_ARGS];
    private final int[] outSize = new int[MOST_OUT_ARGS];

    // FuseReqList
    @Nullable FuseReqList list;
    @Nullable FuseReq next;
    @Nullable FuseReq previous;

    // What to ask.
    private Opcode opcode = Opcode.INIT;
    private long nodeid;
    private int inCount;
    private int outCount;
    private int inBytes;
    private int outBytes;
    private int extension = -1;
    boolean force;
    boolean noreply;
    boolean nocreds;
    boolean inPages;
    boolean outPages;
    boolean outArgvar;
    boolean pageZeroing;
    boolean mayBlock;

    // Pages of data.
    final PageVector data = new PageVector(FIRST_PAGES);

    // Life.
    int flags;
    int count;
    boolean held;
    int error;
    private final Deliverer delivery = this::namesReply;
    private @Nullable Deliverer carrier;
    private long unique;
    FuseMount fm;

    /** Called at the end of a background request. */
    @Nullable FuseEnd end;

    /** What the caller of a background request keeps with it. */
    final FuseIoState io = new FuseIoState();

    /** Where {@link #reply} can be decoded to. */
    final FuseEntry entry;

    FuseReq(TaskScheduler scheduler, PageAllocator pages, FuseMount fm) {
        this.fm = fm;
        this.memory = new FuseReqMemory(pages);
        this.entry = new FuseEntry(fm.conn().kernel().quirks());
        this.waitq = new WaitQueue(scheduler, "FUSE reply", this, this::namesAnswerer);
    }

    /** For what ends with the request, such as the lock of a page that it reads. */
    Deliverer delivery() {
        return delivery;
    }

    private void namesReply(Suppliers out) {
        out.waitable(waitq);
    }

    private void namesAnswerer(Suppliers out) {
        answerer().deliverers(out);
    }

    /** Who can answer it. */
    Deliverer answerer() {
        Deliverer queue = carrier;
        FuseIqueue fiq = conn().iqueue();
        return queue != null ? queue : out -> fiq.ops().answerersOf(fiq, this, out);
    }

    /** The transport says which of its queues the answer will come through. */
    public void carriedBy(Deliverer queue) {
        carrier = queue;
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
        opcode = what;
        nodeid = node;
        inCount = 0;
        outCount = 0;
        inBytes = 0;
        outBytes = 0;
        extension = -1;
        force = false;
        noreply = false;
        nocreds = false;
        inPages = false;
        outPages = false;
        outArgvar = false;
        pageZeroing = false;
        mayBlock = false;
        data.clear();
        flags = FuseReqFlag.PENDING;
        count = 1;
        held = true;
        error = 0;
        unique = 0;
        carrier = null;
        end = null;
        memory.reserve(room);
        memory.header(wire);
        FuseInHeader.STRUCT.clear(wire);
    }

    /** The next argument: that many zero bytes. The wire is valid until the next call. */
    Wire in(int size) {
        int at = inBytes;
        inSize[inCount++] = size;
        inBytes += size;
        memory.check(inBytes);
        memory.args(wire, at);
        wire.clear(0, size);
        return wire;
    }

    /** The next argument: a name with its NUL. */
    void inName(String name) {
        int length = name.length();
        Wire w = in(length + 1);
        for (int i = 0; i < length; i++) {
            w.u8(i, name.charAt(i));
        }
    }

    /** The next argument: bytes. */
    void inBytes(byte[] bytes, int length) {
        Wire w = in(length);
        for (int i = 0; i < length; i++) {
            w.u8(i, bytes[i]);
        }
    }

    /** The last argument: the first bytes of the pages. */
    void inPages(int size) {
        inSize[inCount++] = size;
        inPages = true;
    }

    /** The argument just added is the request's extension. */
    void markExtension() {
        extension = inCount - 1;
    }

    /** The first argument is shorter in an old protocol: what follows moves up. */
    void shrinkFirstIn(int size) {
        int less = inSize[0] - size;
        memory.moveDown(inSize[0], inBytes - inSize[0], less);
        inSize[0] = size;
        inBytes -= less;
    }

    /**
     * The next part of the reply: that many bytes, zero until the server writes them. All arguments
     * must be there before.
     */
    void out(int size) {
        int at = outBytes;
        outSize[outCount++] = size;
        outBytes += size;
        memory.check(inBytes + outBytes);
        memory.args(wire, inBytes + at);
        wire.clear(0, size);
    }

    /** The last part of the reply: goes to the pages. */
    void outPages(int size) {
        outSize[outCount++] = size;
        outPages = true;
    }

    void shrinkFirstOut(int size) {
        outBytes -= outSize[0] - size;
        outSize[0] = size;
    }

    // ---- what was answered

    /** The reply's first part. */
    Wire reply() {
        memory.args(replyWire, inBytes);
        return replyWire;
    }

    /** The reply's second part. */
    Wire secondReply() {
        memory.args(replyWire, inBytes + outSize[0]);
        return replyWire;
    }

    /** Size of the last part: with {@link #outArgvar}, as much as the server sent. */
    int replySize() {
        return outSize[outCount - 1];
    }

    /** The attributes of a reply to GETATTR or SETATTR; valid until the next reply is read. */
    FuseAttrs attr() {
        FuseAttrs attr = entry.attr;
        attr.read(wire.at(reply(), FuseAttrOut.ATTR_OFFSET));
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
            conn().recycle(this);
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

    void setCredentials(int uid, int gid, int pid) {
        memory.header(wire);
        FuseInHeader.UID.set(wire, uid);
        FuseInHeader.GID.set(wire, gid);
        FuseInHeader.PID.set(wire, pid);
    }

    /** Fills the header ({@code fuse_args_to_req} and the length of {@code fuse_send_one}). */
    void writeHeader() {
        int total = FuseInHeader.SIZE;
        for (int i = 0; i < inCount; i++) {
            total += inSize[i];
        }
        memory.header(wire);
        FuseInHeader.LEN.set(wire, total);
        FuseInHeader.OPCODE.set(wire, opcode.number());
        FuseInHeader.NODEID.set(wire, nodeid);
        FuseInHeader.TOTAL_EXTLEN.set(wire, extension < 0 ? 0 : inSize[extension] / Long.BYTES);
    }

    // ---- for the transport

    public Opcode opcode() {
        return opcode;
    }

    /** The node the request is about; 0 for INIT, DESTROY and the like. */
    public long nodeid() {
        return nodeid;
    }

    /** The number given at sending; 0 before. */
    public long unique() {
        return unique;
    }

    /** Writes the request's number into its header. */
    public void setUnique(long id) {
        unique = id;
        memory.header(wire);
        FuseInHeader.UNIQUE.set(wire, id);
    }

    /** Guest-physical address of the 40 bytes of the request's header. */
    public long inHeaderGpa() {
        return memory.gpa();
    }

    /** Guest-physical address of the arguments that are not pages. */
    public long inArgsGpa() {
        return memory.argsGpa();
    }

    /** Bytes of arguments that are not pages; they lie together. */
    public int inArgsBytes() {
        return inBytes;
    }

    /** Whether the pages are part of the arguments. */
    public boolean hasInPages() {
        return inPages;
    }

    /** Whether there will be a reply. */
    public boolean expectsReply() {
        return is(FuseReqFlag.ISREPLY);
    }

    /** Guest-physical address of the 16 bytes of the reply's header. */
    public long outHeaderGpa() {
        return memory.gpa() + FuseReqMemory.OUT_HEADER;
    }

    /** Guest-physical address of the reply's parts that are not pages. */
    public long outArgsGpa() {
        return memory.argsGpa() + inBytes;
    }

    /** Room for the reply's parts that are not pages; they lie together. */
    public int outArgsBytes() {
        return outBytes;
    }

    /** Whether the pages take part of the reply. */
    public boolean hasOutPages() {
        return outPages;
    }

    /** Bytes in the pages that count; descriptors must not cover more. */
    public int pageBytes() {
        if (inPages) {
            return inSize[inCount - 1];
        }
        return outPages ? outSize[outCount - 1] : 0;
    }

    public int pageCount() {
        return data.count();
    }

    /** Guest-physical address of the data in a page. */
    public long pageGpa(int index) {
        return data.page(index).gpa() + data.offset(index);
    }

    /** Bytes of data in a page. */
    public int pageLength(int index) {
        return data.length(index);
    }

    /**
     * Whether {@link #complete} may sleep: the transport gives such a request a work item of its
     * own.
     */
    public boolean mayBlock() {
        return mayBlock;
    }

    /** The transport has it: its task can no longer withdraw it (clears {@code FR_PENDING}). */
    public void taken() {
        clear(FuseReqFlag.PENDING);
    }

    /** The server can see it (sets {@code FR_SENT}). */
    public void sent() {
        set(FuseReqFlag.SENT);
        conn().firstDevice().pq().processing.addLast(this);
    }

    /**
     * The reply is in memory ({@code virtio_fs_request_complete}); sizes are taken from its header,
     * the server is trusted. Ends the request.
     */
    public void complete() {
        memory.outHeader(wire);
        error = FuseOutHeader.ERROR.get(wire);
        int remaining = FuseOutHeader.LEN.get(wire) - FuseOutHeader.SIZE;
        if (outArgvar && outCount > 0) {
            for (int i = 0; i < outCount - 1; i++) {
                remaining -= outSize[i];
            }
            int last = outCount - 1;
            outSize[last] = Math.clamp(remaining, 0, outSize[last]);
        }
        if (outPages && pageZeroing) {
            zeroTails();
        }
        clear(FuseReqFlag.SENT);
        FuseReqList processing = list;
        if (processing != null) {
            processing.remove(this);
        }
        conn().requestEnd(this);
    }

    /**
     * It could not be sent; ends it with a negative errno. Not to be called from {@link
     * FuseIqueueOps#sendReq}.
     */
    public void fail(int negativeErrno) {
        error = negativeErrno;
        conn().requestEnd(this);
    }

    // ---- for a daemon that reads and writes

    /** Bytes of the request with its header. */
    int messageSize() {
        return FuseInHeader.SIZE + inBytes + (inPages ? inSize[inCount - 1] : 0);
    }

    /** Copies the request to a daemon; 0 or a negative errno. */
    int copyIn(FuseCopyState cs) {
        int error = cs.one(memory.headerHost(), FuseInHeader.SIZE);
        if (error == 0 && inBytes > 0) {
            error = cs.one(memory.argsHost(0), inBytes);
        }
        return error == 0 && inPages ? cs.pages(data, inSize[inCount - 1], false) : error;
    }

    /**
     * Copies a daemon's reply of that many bytes without the header ({@code fuse_copy_out_args}):
     * 0, -EINVAL when the size is not what was asked for, or what went wrong with the copy.
     */
    int copyOut(FuseCopyState cs, long bytes) {
        int pageSize = outPages ? outSize[outCount - 1] : 0;
        long less = (long) outBytes + pageSize - bytes;
        if (less < 0 || (less > 0 && !outArgvar)) {
            return -Errno.EINVAL;
        }
        if (less > 0) {
            int last = outCount - 1;
            if (less > outSize[last]) {
                return -Errno.EINVAL;
            }
            outSize[last] -= (int) less;
        }
        int inArgs = outPages ? outBytes : (int) bytes;
        int error = inArgs > 0 ? cs.one(memory.argsHost(inBytes), inArgs) : 0;
        return error == 0 && outPages ? cs.pages(data, outSize[outCount - 1], pageZeroing) : error;
    }

    /** What a short reply left of the pages becomes zeros. */
    private void zeroTails() {
        int left = outSize[outCount - 1];
        for (int i = 0; i < data.count(); i++) {
            int length = data.length(i);
            if (left < length) {
                data.page(i).zero(data.offset(i) + left, length - left);
                left = 0;
            } else {
                left -= length;
            }
        }
    }

    @Override
    public String toString() {
        return "FUSE_" + opcode + " #" + unique;
    }
}
