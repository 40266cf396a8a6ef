package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.AttrFlags;
import dev.fuselage.fuse.DirentWriter;
import dev.fuselage.fuse.FuseAttr;
import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseInitOut;
import dev.fuselage.fuse.FuseOpenOut;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.FuseSetattrIn;
import dev.fuselage.fuse.FuseWriteIn;
import dev.fuselage.fuse.FuseWriteOut;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A FUSE server of a few nodes whose every answer a test can change. Sees request bytes in guest
 * memory, as a real one does.
 */
final class FakeServer {
    /** virtiofsd's reply flags with cache=auto. */
    static final long AUTO =
            InitFlags.ASYNC_READ
                    | InitFlags.ATOMIC_O_TRUNC
                    | InitFlags.BIG_WRITES
                    | InitFlags.HAS_IOCTL_DIR
                    | InitFlags.AUTO_INVAL_DATA
                    | InitFlags.DO_READDIRPLUS
                    | InitFlags.READDIRPLUS_AUTO
                    | InitFlags.ASYNC_DIO
                    | InitFlags.PARALLEL_DIROPS
                    | InitFlags.MAX_PAGES
                    | InitFlags.SUBMOUNTS
                    | InitFlags.INIT_EXT
                    | InitFlags.CREATE_SUPP_GROUP
                    | InitFlags.ALLOW_IDMAP;

    /** Answers one opcode: 0 with the reply written, or a negative errno. */
    interface Handler {
        int answer(FakeRequest request);
    }

    /** A file or directory. */
    static final class Node {
        final long id;
        int mode;
        int nlink = 1;
        long size;
        long mtime = 1000;
        int uid;
        int gid;
        int flags;
        long generation;
        final Map<String, Node> children = new LinkedHashMap<>();

        Node(long id, int mode) {
            this.id = id;
            this.mode = mode;
        }
    }

    final Node root = new Node(FuseProtocol.ROOT_ID, Mode.S_IFDIR | 0755);
    final Map<Long, Node> nodes = new LinkedHashMap<>();
    private final Map<Opcode, Handler> handlers = new EnumMap<>(Opcode.class);

    // INIT
    int minor = FuseInit.MINOR;
    long flags = AUTO;
    int maxWrite = 1 << 20;
    int maxPages = 256;
    int maxBackground = 65535;
    int congestion = 49149;
    int maxReadahead = 131072;

    /** Seconds for names and attributes. */
    long timeout = 1;

    int timeoutNanos;
    int openFlags;
    int openDirFlags;
    private long nextNode = 2;
    private long nextHandle = 1;

    FakeServer() {
        nodes.put(root.id, root);
    }

    /** Answers an opcode so from now on. */
    void on(Opcode opcode, Handler handler) {
        handlers.put(opcode, handler);
    }

    /** Answers an opcode with an error from now on. */
    void fail(Opcode opcode, int errno) {
        on(opcode, r -> -errno);
    }

    /** Answers an opcode as the built-in server does again. */
    void restore(Opcode opcode) {
        handlers.remove(opcode);
    }

    Node add(Node dir, String name, int mode) {
        Node node = new Node(nextNode++, mode);
        nodes.put(node.id, node);
        dir.children.put(name, node);
        return node;
    }

    /** A node by its id. */
    Node at(long id) {
        Node node = nodes.get(id);
        if (node == null) {
            throw new AssertionError("no node " + id);
        }
        return node;
    }

    /** A node of the root by its name. */
    Node child(String name) {
        Node node = root.children.get(name);
        if (node == null) {
            throw new AssertionError("no " + name);
        }
        return node;
    }

    Node file(String name, long size) {
        Node node = add(root, name, Mode.S_IFREG | 0644);
        node.size = size;
        return node;
    }

    Node dir(String name) {
        return add(root, name, Mode.S_IFDIR | 0755);
    }

    int answer(FakeRequest r) {
        Handler handler = handlers.get(r.opcode());
        return handler != null ? handler.answer(r) : builtIn(r);
    }

    int builtIn(FakeRequest r) {
        return switch (r.opcode()) {
            case INIT -> init(r);
            case LOOKUP -> entry(r, node(r).children.get(r.text(0)));
            case GETATTR -> attr(r, node(r));
            case SETATTR -> setattr(r);
            case OPEN -> open(r.reply(), openFlags);
            case OPENDIR -> open(r.reply(), openDirFlags);
            case CREATE -> create(r);
            case MKDIR -> entry(r, add(node(r), r.text(8), Mode.S_IFDIR | r.arguments().u32(0)));
            case MKNOD -> entry(r, add(node(r), r.text(16), r.arguments().u32(0)));
            case SYMLINK -> entry(r, add(node(r), r.text(0), Mode.S_IFLNK | 0777));
            case LINK -> link(r);
            case UNLINK, RMDIR -> node(r).children.remove(r.text(0)) == null ? -Errno.ENOENT : 0;
            case RENAME -> rename(r);
            case READ -> read(r);
            case WRITE -> write(r);
            case READDIR -> list(r, false);
            case READDIRPLUS -> list(r, true);
            case RELEASE,
                    RELEASEDIR,
                    FLUSH,
                    FSYNC,
                    FSYNCDIR,
                    DESTROY,
                    SYNCFS,
                    STATFS,
                    ACCESS,
                    FALLOCATE ->
                    0;
            default -> -Errno.ENOSYS;
        };
    }

    Node node(FakeRequest r) {
        Node node = nodes.get(r.nodeid());
        if (node == null) {
            throw new AssertionError("request for node " + r.nodeid() + ", which nobody looked up");
        }
        return node;
    }

    private int init(FakeRequest r) {
        Wire out = r.reply();
        FuseInitOut.MAJOR.set(out, FuseProtocol.KERNEL_VERSION);
        FuseInitOut.MINOR.set(out, minor);
        FuseInitOut.MAX_READAHEAD.set(out, maxReadahead);
        FuseInitOut.FLAGS.set(out, InitFlags.flags(flags));
        FuseInitOut.FLAGS2.set(out, InitFlags.flags2(flags));
        FuseInitOut.MAX_BACKGROUND.set(out, maxBackground);
        FuseInitOut.CONGESTION_THRESHOLD.set(out, congestion);
        FuseInitOut.MAX_WRITE.set(out, maxWrite);
        FuseInitOut.MAX_PAGES.set(out, maxPages);
        FuseInitOut.TIME_GRAN.set(out, 1);
        return 0;
    }

    int entry(FakeRequest r, @Nullable Node node) {
        if (node == null) {
            return -Errno.ENOENT;
        }
        fillEntry(r.reply(), node);
        return 0;
    }

    void fillEntry(Wire out, Node node) {
        FuseEntryOut.NODEID.set(out, node.id);
        FuseEntryOut.GENERATION.set(out, node.generation);
        FuseEntryOut.ENTRY_VALID.set(out, timeout);
        FuseEntryOut.ENTRY_VALID_NSEC.set(out, timeoutNanos);
        FuseEntryOut.ATTR_VALID.set(out, timeout);
        FuseEntryOut.ATTR_VALID_NSEC.set(out, timeoutNanos);
        fillAttr(new Wire().at(out, FuseEntryOut.ATTR_OFFSET), node);
    }

    int attr(FakeRequest r, Node node) {
        Wire out = r.reply();
        FuseAttrOut.ATTR_VALID.set(out, timeout);
        FuseAttrOut.ATTR_VALID_NSEC.set(out, timeoutNanos);
        fillAttr(new Wire().at(out, FuseAttrOut.ATTR_OFFSET), node);
        return 0;
    }

    private static void fillAttr(Wire out, Node node) {
        FuseAttr.INO.set(out, 100 + node.id);
        FuseAttr.SIZE_FIELD.set(out, node.size);
        FuseAttr.MODE.set(out, node.mode);
        FuseAttr.NLINK.set(out, node.nlink);
        FuseAttr.MTIME.set(out, node.mtime);
        FuseAttr.UID.set(out, node.uid);
        FuseAttr.GID.set(out, node.gid);
        FuseAttr.BLKSIZE.set(out, 4096);
        FuseAttr.FLAGS.set(out, node.flags & (AttrFlags.ATTR_SUBMOUNT | AttrFlags.ATTR_DAX));
    }

    private int setattr(FakeRequest r) {
        Node node = node(r);
        Wire in = r.arguments();
        int valid = FuseSetattrIn.VALID.get(in);
        if ((valid & 1) != 0) {
            node.mode = Mode.type(node.mode) | Mode.permissions(FuseSetattrIn.MODE.get(in));
        }
        if ((valid & 8) != 0) {
            node.size = FuseSetattrIn.SIZE_FIELD.get(in);
            node.mtime++;
        }
        return attr(r, node);
    }

    private int open(Wire out, int how) {
        FuseOpenOut.FH.set(out, nextHandle++);
        FuseOpenOut.OPEN_FLAGS.set(out, how);
        return 0;
    }

    private int create(FakeRequest r) {
        Node node = add(node(r), r.text(16), r.arguments().u32(4));
        int _ = entry(r, node);
        return open(new Wire().at(r.reply(), FuseEntryOut.SIZE), openFlags);
    }

    private int link(FakeRequest r) {
        Node node = nodes.get(r.arguments().u64(0));
        if (node == null) {
            return -Errno.ENOENT;
        }
        node.nlink++;
        node(r).children.put(r.text(8), node);
        return entry(r, node);
    }

    private int rename(FakeRequest r) {
        String from = r.text(8);
        Node target = nodes.get(r.arguments().u64(0));
        Node node = node(r).children.remove(from);
        if (node == null || target == null) {
            return -Errno.ENOENT;
        }
        target.children.put(r.text(8 + from.length() + 1), node);
        return 0;
    }

    private int read(FakeRequest r) {
        Wire in = r.arguments();
        long offset = in.u64(8);
        long left = Math.max(0, node(r).size - offset);
        r.fillPages((int) Math.min(left, in.u32(16)), (byte) 'd');
        return 0;
    }

    private int write(FakeRequest r) {
        Wire in = r.arguments();
        int size = FuseWriteIn.SIZE_FIELD.get(in);
        Node node = node(r);
        node.size = Math.max(node.size, FuseWriteIn.OFFSET.get(in) + size);
        node.mtime++;
        FuseWriteOut.SIZE_FIELD.set(r.reply(), size);
        return 0;
    }

    private int list(FakeRequest r, boolean plus) {
        long offset = r.arguments().u64(8);
        DirentWriter writer = r.startListing();
        long at = 0;
        for (Map.Entry<String, Node> child : node(r).children.entrySet()) {
            at++;
            if (at <= offset) {
                continue;
            }
            byte[] name = child.getKey().getBytes(StandardCharsets.ISO_8859_1);
            Node node = child.getValue();
            int type = Mode.type(node.mode) >>> 12;
            boolean fits =
                    plus
                            ? writer.addPlus(100 + node.id, at, type, name, 0, name.length)
                            : writer.add(100 + node.id, at, type, name, 0, name.length);
            if (!fits) {
                break;
            }
            if (plus) {
                fillEntry(writer.entry(), node);
            }
        }
        r.replyBytes((int) writer.bytes());
        return 0;
    }
}
