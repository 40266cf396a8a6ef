package dev.fuselage.kernel.program.fuse;

import dev.fuselage.fuse.FuseInitIn;
import dev.fuselage.fuse.FuseInitOut;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.NotifyCode;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Syscalls;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A daemon that serves a file system: it has {@code /dev/fuse} open, reads a request, has it
 * answered, and writes the reply, again and again ({@code fuse_session_loop}).
 *
 * <p>One object belongs to one task. A task forked from the daemon's may make one for the same
 * device with {@link #sharing}: both serve, and the handler is theirs together. The heap of Java is
 * shared between tasks behind the kernel's back, so an exploration of schedules takes what a
 * handler does between two system calls for one step.
 */
public final class FuseDaemon {
    private static final String DEVICE = "/dev/fuse";
    private static final int HEADER_ROOM = 4096;

    /** What the daemon wants, if the kernel offers it. */
    private static final long WANTED =
            InitFlags.ASYNC_READ
                    | InitFlags.ATOMIC_O_TRUNC
                    | InitFlags.BIG_WRITES
                    | InitFlags.AUTO_INVAL_DATA
                    | InitFlags.PARALLEL_DIROPS;

    private final Syscalls sys;
    private final FuseHandler files;
    private final Map<Opcode, FuseHook> hooks = new EnumMap<>(Opcode.class);
    private final int fd;
    private int maxWrite = 128 << 10;
    private int maxBackground = 12;
    private long wanted = WANTED;
    private long buffer;
    private long bufferBytes;
    private boolean splicesReads;
    private boolean splicesWrites;
    private @Nullable DaemonPipe pipe;

    private FuseDaemon(Syscalls sys, FuseHandler files, int fd) {
        this.sys = sys;
        this.files = files;
        this.fd = fd;
    }

    /**
     * Opens the device.
     *
     * @param sys the daemon's task
     * @param files what answers
     * @throws IllegalStateException when there is no device
     */
    public static FuseDaemon open(Syscalls sys, FuseHandler files) {
        long fd = sys.openat(Syscalls.AT_FDCWD, DEVICE, OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC, 0);
        if (fd < 0) {
            throw new IllegalStateException(DEVICE + ": error " + fd);
        }
        return on(sys, files, (int) fd);
    }

    /** With a device that is open already. */
    public static FuseDaemon on(Syscalls sys, FuseHandler files, int fd) {
        return new FuseDaemon(sys, files, fd);
    }

    /** The same daemon for another task that has inherited the device, with the same hooks. */
    public FuseDaemon sharing(Syscalls other) {
        FuseDaemon twin = new FuseDaemon(other, files, fd);
        twin.hooks.putAll(hooks);
        twin.maxWrite = maxWrite;
        twin.maxBackground = maxBackground;
        twin.wanted = wanted;
        twin.splicesReads = splicesReads;
        twin.splicesWrites = splicesWrites;
        return twin;
    }

    // ---- before it is mounted

    /** Answers an opcode otherwise; replaces an earlier hook for it. */
    public FuseDaemon on(Opcode opcode, FuseHook hook) {
        hooks.put(opcode, hook);
        return this;
    }

    /** Largest WRITE, which also decides how large the buffer is; at least 4096 bytes. */
    public FuseDaemon maxWrite(int bytes) {
        maxWrite = bytes;
        return this;
    }

    /** Requests that nobody waits for which the kernel may have under way. */
    public FuseDaemon maxBackground(int requests) {
        maxBackground = requests;
        return this;
    }

    /** {@link InitFlags} to agree on, as far as the kernel offers them. */
    public FuseDaemon wants(long flags) {
        wanted = flags;
        return this;
    }

    /** Gets requests, or gives replies, through a pipe (splice_read, splice_write of libfuse). */
    public FuseDaemon splices(boolean reads, boolean writes) {
        splicesReads = reads;
        splicesWrites = writes;
        return this;
    }

    /** The system calls of the daemon's task, for hooks. */
    public Syscalls sys() {
        return sys;
    }

    /** Descriptor of the device. */
    public int fd() {
        return fd;
    }

    /**
     * Mounts what it serves, as root: {@code mount -t fuse}.
     *
     * @param directory where
     * @param flags MS_* of {@link dev.fuselage.kernel.vfs.MountFlags}
     * @param options besides fd, rootmode, user_id and group_id; "" for none
     * @return 0 or a negative errno
     */
    public long mount(String directory, int flags, String options) {
        String data =
                "fd=%d,rootmode=40000,user_id=%s,group_id=%s%s%s"
                        .formatted(
                                fd,
                                Integer.toUnsignedString(sys.credentials().uid()),
                                Integer.toUnsignedString(sys.credentials().gid()),
                                options.isEmpty() ? "" : ",",
                                options);
        return sys.mount("fusexmp", directory, "fuse", flags, data);
    }

    // ---- serving

    /** Serves until the file system is unmounted; 0, or 1 when reading failed otherwise. */
    public int serve() {
        while (true) {
            long size = receive();
            if (size >= 0) {
                long _ = answer(message(size));
            } else if (size != -Errno.EINTR) {
                return size == -Errno.ENODEV ? 0 : 1;
            }
        }
    }

    /**
     * Reads one message and answers it.
     *
     * @return what the last system call returned: bytes, or a negative errno such as -ENODEV after
     *     the end
     */
    public long step() {
        long size = receive();
        return size < 0 ? size : answer(message(size));
    }

    /** Reads one message into {@link #buffer}; its size or a negative errno. */
    public long receive() {
        long address = buffer();
        return splicesReads
                ? pipe().receive(fd, address, bufferBytes)
                : sys.read(fd, address, bufferBytes);
    }

    private DaemonPipe pipe() {
        DaemonPipe p = pipe;
        if (p == null) {
            p = DaemonPipe.of(sys, bufferBytes);
            pipe = p;
        }
        return p;
    }

    private long write(long address, long bytes) {
        return splicesWrites ? pipe().send(fd, address, bytes) : sys.write(fd, address, bytes);
    }

    /** Address of the daemon's buffer, a page boundary. */
    public long buffer() {
        if (buffer == 0) {
            bufferBytes = Math.max(FuseProtocol.MIN_READ_BUFFER, HEADER_ROOM + maxWrite);
            buffer = sys.memory().allocate(bufferBytes);
        }
        return buffer;
    }

    /** The message that {@link #receive} has read. */
    public FuseMessage message(long size) {
        byte[] bytes = new byte[(int) size];
        sys.memory().read(buffer, bytes, 0, bytes.length);
        return FuseMessage.of(bytes);
    }

    /**
     * Has a message answered and writes the reply; bytes written, 0 without a reply, or an error.
     */
    public long answer(FuseMessage in) {
        FuseReply out = new FuseReply();
        int result = handle(in, out);
        if (result == FuseHandler.NO_REPLY) {
            return 0;
        }
        return reply(in.unique(), result, result == 0 ? out.bytes() : new byte[0]);
    }

    private int handle(FuseMessage in, FuseReply out) {
        Opcode opcode = in.opcode();
        if (opcode == null) {
            return -Errno.ENOSYS;
        }
        FuseHook hook = hooks.get(opcode);
        return hook == null ? usual(in, out) : hook.handle(this, in, out);
    }

    /** The answer without a hook, as {@link FuseHandler#handle}. */
    public int usual(FuseMessage in, FuseReply out) {
        return in.opcode() == Opcode.INIT ? init(in, out) : files.handle(in, out);
    }

    private int init(FuseMessage in, FuseReply out) {
        Wire offered = in.arguments();
        long offer = InitFlags.of(FuseInitIn.FLAGS.get(offered), flags2(in));
        long agreed = wanted & offer;
        if (FuseInitIn.MAJOR.get(offered) != FuseProtocol.KERNEL_VERSION) {
            return -Errno.EPROTO;
        }
        Wire body = out.body(FuseInitOut.SIZE);
        FuseInitOut.MAJOR.set(body, FuseProtocol.KERNEL_VERSION);
        FuseInitOut.MINOR.set(body, FuseInitIn.MINOR.get(offered));
        FuseInitOut.MAX_READAHEAD.set(body, FuseInitIn.MAX_READAHEAD.get(offered));
        FuseInitOut.FLAGS.set(body, InitFlags.flags(agreed));
        FuseInitOut.FLAGS2.set(body, InitFlags.flags2(agreed));
        FuseInitOut.MAX_BACKGROUND.set(body, maxBackground);
        FuseInitOut.CONGESTION_THRESHOLD.set(body, maxBackground * 3 / 4);
        FuseInitOut.MAX_WRITE.set(body, maxWrite);
        FuseInitOut.TIME_GRAN.set(body, 1);
        return 0;
    }

    private static int flags2(FuseMessage in) {
        return in.argumentBytes() < FuseInitIn.SIZE ? 0 : FuseInitIn.FLAGS2.get(in.arguments());
    }

    // ---- writing

    /**
     * Answers a request, now or later, from any of the daemon's tasks; bytes or a negative errno.
     */
    public long reply(long unique, int error, byte[] body) {
        return send(unique, error, body);
    }

    /** Answers without a body. */
    public long reply(long unique, int error) {
        return send(unique, error, new byte[0]);
    }

    /**
     * Answers with bytes that the kernel copies from wherever in the daemon's memory they are: the
     * header is made just before them.
     *
     * @param body virtual address of the bytes, with {@link FuseOutHeader#SIZE} bytes of the
     *     daemon's memory before it
     */
    public long replyFrom(long unique, long body, int bytes) {
        int size = FuseOutHeader.SIZE + bytes;
        sys.memory()
                .write(body - FuseOutHeader.SIZE, header(unique, 0, size), 0, FuseOutHeader.SIZE);
        return write(body - FuseOutHeader.SIZE, size);
    }

    /** Tells the kernel something unasked; bytes or a negative errno. */
    public long notify(NotifyCode code, byte[] body) {
        return send(0, code.number(), body);
    }

    private long send(long unique, int error, byte[] body) {
        int size = FuseOutHeader.SIZE + body.length;
        long address = buffer();
        if (size > bufferBytes) {
            throw new IllegalArgumentException(
                    "reply of %d bytes, the buffer has %d".formatted(size, bufferBytes));
        }
        sys.memory().write(address, header(unique, error, size), 0, FuseOutHeader.SIZE);
        sys.memory().write(address + FuseOutHeader.SIZE, body, 0, body.length);
        return write(address, size);
    }

    private static byte[] header(long unique, int error, int size) {
        byte[] bytes = new byte[FuseOutHeader.SIZE];
        Wire header = new Wire().at(MemorySegment.ofArray(bytes), 0);
        FuseOutHeader.LEN.set(header, size);
        FuseOutHeader.ERROR.set(header, error);
        FuseOutHeader.UNIQUE.set(header, unique);
        return bytes;
    }
}
