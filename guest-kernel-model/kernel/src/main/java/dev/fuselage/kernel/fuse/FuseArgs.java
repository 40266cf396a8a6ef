package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.mm.PageVector;

/**
 * What a request asks and where its reply goes ({@code struct fuse_args}).
 *
 * <p>Headers and small arguments lie in guest memory from the start, where the transport's
 * descriptors point, so nothing is copied: {@link #in} and {@link #out} lay them down in the order
 * of the protocol. Data that is not small goes in pages. It is part of its request, not an object
 * of its own, because every request has exactly one.
 */
public abstract sealed class FuseArgs permits FuseReq {
    private static final int MOST_IN_ARGS = 3;
    private static final int MOST_OUT_ARGS = 2;
    private static final int FIRST_PAGES = 4;

    private final FuseReqMemory memory;
    private final Wire wire = new Wire();
    private final Wire replyWire = new Wire();
    private final int[] inSize = new int[MOST_IN_ARGS];
    private final int[] outSize = new int[MOST_OUT_ARGS];

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

    /** The pages are a program's own, which it may write to at any time. */
    boolean userPages;

    boolean mayBlock;

    // Pages of data.
    final PageVector data = new PageVector(FIRST_PAGES);

    FuseArgs(PageAllocator pages) {
        memory = new FuseReqMemory(pages);
    }

    // ---- what to ask

    /**
     * Starts afresh; {@code room} is the bytes of arguments that may be needed beyond names and
     * structures.
     */
    final void beginArgs(Opcode what, long node, int room) {
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
        userPages = false;
        mayBlock = false;
        data.clear();
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

    /** Who asks. */
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

    /** The number of the request. */
    final void writeUnique(long id) {
        memory.header(wire);
        FuseInHeader.UNIQUE.set(wire, id);
    }

    // ---- what was answered

    /**
     * The reply is in memory: takes sizes from its header, the server is trusted.
     *
     * @return what the header says: 0 or a negative errno
     */
    final int takeReply() {
        memory.outHeader(wire);
        int error = FuseOutHeader.ERROR.get(wire);
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
        return error;
    }

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

    // ---- for the transport

    public Opcode opcode() {
        return opcode;
    }

    /** The node the request is about; 0 for INIT, DESTROY and the like. */
    public long nodeid() {
        return nodeid;
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
     * Whether the end of the request may sleep: the transport gives such a request a work item of
     * its own.
     */
    public boolean mayBlock() {
        return mayBlock;
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
}
