package dev.fuselage.kernel.program.fuse;

import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.FuseBatchForgetIn;
import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseForgetIn;
import dev.fuselage.fuse.FuseForgetOne;
import dev.fuselage.fuse.FuseKstatfs;
import dev.fuselage.fuse.FuseOpenOut;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.FuseStatfsOut;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * A small file system in the memory of a daemon: what {@code passthrough} is to libfuse's examples.
 * It answers everything that a file system without extended attributes and locks can be asked.
 */
public final class MemoryTree implements FuseHandler {
    /** Largest file. */
    static final int MAX_FILE = 1 << 24;

    private static final int NAME_MAX = 255;
    private static final int BLOCK = 4096;
    private static final long BLOCKS = 1 << 16;
    private static final int NANOS = 1_000_000_000;

    private final Map<Long, MemoryNode> nodes = new TreeMap<>();
    private final MemoryNode root;
    private final MemoryNames names = new MemoryNames(this);
    private final MemoryFiles files = new MemoryFiles(this);
    private LongSupplier clock = () -> 0;
    private long timeout = NANOS;
    private long lastId = FuseProtocol.ROOT_ID;

    /** An empty root that belongs to root, mode 0755. */
    public MemoryTree() {
        root = new MemoryNode(FuseProtocol.ROOT_ID, Mode.S_IFDIR | 0755, 0, 0);
        nodes.put(root.id, root);
    }

    // ---- for who makes it

    /** Where times come from, in nanoseconds since 1970; they stand still unless this is set. */
    public MemoryTree clock(LongSupplier nanos) {
        clock = nanos;
        return this;
    }

    /** How long the kernel may keep names and attributes, in nanoseconds; 1 s at first. */
    public MemoryTree timeout(long nanos) {
        timeout = nanos;
        return this;
    }

    /** Gives the root to somebody. */
    public MemoryTree rootOwner(int uid, int gid) {
        root.uid = uid;
        root.gid = gid;
        return this;
    }

    /**
     * Puts a file into the root, mode 0644.
     *
     * @param content a byte string
     * @return its node id
     */
    public long file(String name, String content) {
        MemoryNode node = make(root, name, Mode.S_IFREG | 0644, root.uid, root.gid);
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        node.resize(bytes.length);
        System.arraycopy(bytes, 0, node.data, 0, bytes.length);
        return node.id;
    }

    /** Puts a directory into the root, mode 0755; its node id. */
    public long directory(String name) {
        return make(root, name, Mode.S_IFDIR | 0755, root.uid, root.gid).id;
    }

    /** Whether the root has a name. */
    public boolean has(String name) {
        return root.children.containsKey(name);
    }

    /** What a file of the root holds, as a byte string. */
    public String content(String name) {
        MemoryNode node = root.children.get(name);
        return node == null ? "" : new String(node.data, 0, node.size, StandardCharsets.ISO_8859_1);
    }

    // ---- nodes

    long now() {
        return clock.getAsLong();
    }

    /** A node that a request names. */
    MemoryNode node(long id) {
        MemoryNode node = nodes.get(id);
        if (node == null) {
            throw new NoSuchNode();
        }
        return node;
    }

    /** The kernel asks for what is not there: -ESTALE. */
    static final class NoSuchNode extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoSuchNode() {
            super("no such node", null, false, false);
        }
    }

    MemoryNode make(MemoryNode dir, String name, int mode, int uid, int gid) {
        MemoryNode node = new MemoryNode(++lastId, mode, uid, gid);
        node.atime = now();
        node.mtime = node.atime;
        node.ctime = node.atime;
        nodes.put(node.id, node);
        attach(dir, name, node);
        return node;
    }

    void attach(MemoryNode dir, String name, MemoryNode node) {
        dir.children.put(name, node);
        dir.mtime = now();
        dir.ctime = dir.mtime;
        if (node.isDirectory()) {
            node.parent = dir;
            dir.nlink++;
        }
    }

    void detach(MemoryNode dir, String name) {
        MemoryNode node = dir.children.remove(name);
        dir.mtime = now();
        dir.ctime = dir.mtime;
        if (node != null && node.isDirectory()) {
            dir.nlink--;
        }
    }

    /** A name of it is gone; without names and look-ups it goes too. */
    void unlinked(MemoryNode node) {
        node.nlink = node.isDirectory() ? 0 : node.nlink - 1;
        node.ctime = now();
        dropUnused(node);
    }

    private void dropUnused(MemoryNode node) {
        if (node.nlink == 0 && node.nlookup == 0) {
            nodes.remove(node.id);
        }
    }

    private void forget(long id, long nlookup) {
        MemoryNode node = nodes.get(id);
        if (node != null) {
            node.nlookup = Math.max(0, node.nlookup - nlookup);
            dropUnused(node);
        }
    }

    // ---- common replies

    /** The kernel has looked it up: an entry at the start of a body. */
    void entry(MemoryNode node, Wire out) {
        node.nlookup++;
        FuseEntryOut.NODEID.set(out, node.id);
        FuseEntryOut.ENTRY_VALID.set(out, timeout / NANOS);
        FuseEntryOut.ENTRY_VALID_NSEC.set(out, (int) (timeout % NANOS));
        FuseEntryOut.ATTR_VALID.set(out, timeout / NANOS);
        FuseEntryOut.ATTR_VALID_NSEC.set(out, (int) (timeout % NANOS));
        node.attributes(new Wire().at(out, FuseEntryOut.ATTR_OFFSET));
    }

    int attr(MemoryNode node, FuseReply out) {
        Wire body = out.body(FuseAttrOut.SIZE);
        FuseAttrOut.ATTR_VALID.set(body, timeout / NANOS);
        FuseAttrOut.ATTR_VALID_NSEC.set(body, (int) (timeout % NANOS));
        node.attributes(new Wire().at(body, FuseAttrOut.ATTR_OFFSET));
        return 0;
    }

    private static int opened(FuseReply out) {
        Wire _ = out.body(FuseOpenOut.SIZE);
        return 0;
    }

    // ---- requests

    @Override
    public int handle(FuseMessage in, FuseReply out) {
        Opcode opcode = in.opcode();
        if (opcode == null) {
            return -Errno.ENOSYS;
        }
        try {
            return answer(opcode, in, out);
        } catch (NoSuchNode e) {
            return -Errno.ESTALE;
        }
    }

    private int answer(Opcode opcode, FuseMessage in, FuseReply out) {
        return switch (opcode) {
            case LOOKUP -> names.lookup(in, out);
            case MKDIR -> names.mkdir(in, out);
            case MKNOD -> names.mknod(in, out);
            case CREATE -> names.create(in, out);
            case SYMLINK -> names.symlink(in, out);
            case LINK -> names.link(in, out);
            case UNLINK -> names.unlink(in);
            case RMDIR -> names.rmdir(in);
            case RENAME -> names.rename(in);
            case RENAME2 -> names.rename2(in);
            case READDIR -> names.readdir(in, out);
            case GETATTR -> attr(node(in.nodeid()), out);
            case SETATTR -> files.setattr(in, out);
            case READ -> files.read(in, out);
            case WRITE -> files.write(in, out);
            case READLINK -> files.readlink(in, out);
            case OPEN -> {
                int error = files.open(in);
                yield error != 0 ? error : opened(out);
            }
            case OPENDIR -> node(in.nodeid()).isDirectory() ? opened(out) : -Errno.ENOTDIR;
            case STATFS -> statfs(out);
            case FLUSH, FSYNC, FSYNCDIR, RELEASE, RELEASEDIR, DESTROY -> 0;
            case FORGET -> {
                forget(in.nodeid(), FuseForgetIn.NLOOKUP.get(in.arguments()));
                yield NO_REPLY;
            }
            case BATCH_FORGET -> batchForget(in);
            // Nothing takes long enough here to be given up.
            case INTERRUPT, NOTIFY_REPLY -> NO_REPLY;
            default -> -Errno.ENOSYS;
        };
    }

    private int batchForget(FuseMessage in) {
        int count = FuseBatchForgetIn.COUNT.get(in.arguments());
        Wire one = new Wire();
        for (int i = 0; i < count; i++) {
            one.at(in.arguments(), FuseBatchForgetIn.SIZE + (long) i * FuseForgetOne.SIZE);
            forget(FuseForgetOne.NODEID.get(one), FuseForgetOne.NLOOKUP.get(one));
        }
        return NO_REPLY;
    }

    private int statfs(FuseReply out) {
        Wire body = out.body(FuseStatfsOut.SIZE);
        long used = 0;
        for (MemoryNode node : nodes.values()) {
            used += (node.size + BLOCK - 1L) / BLOCK;
        }
        FuseKstatfs.BLOCKS.set(body, BLOCKS);
        FuseKstatfs.BFREE.set(body, BLOCKS - used);
        FuseKstatfs.BAVAIL.set(body, BLOCKS - used);
        FuseKstatfs.FILES.set(body, nodes.size());
        FuseKstatfs.FFREE.set(body, BLOCKS);
        FuseKstatfs.BSIZE.set(body, BLOCK);
        FuseKstatfs.FRSIZE.set(body, BLOCK);
        FuseKstatfs.NAMELEN.set(body, NAME_MAX);
        return 0;
    }
}
