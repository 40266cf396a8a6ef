package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where inodes come from and go to: numbers in order of creation, owners as Linux gives them, space
 * given back with the last name, reference and handle.
 */
final class Inodes implements Snapshotted {

    private static final long DEVICE = 1;
    private static final long ROOT_INO = 1;

    final BlockStore store;
    final AttributeSpace attributeSpace = new AttributeSpace();
    private final FileSystemClock clock;
    private final long maxInodes;
    private final DirectoryNode root;
    private long lastIno = ROOT_INO;
    private long used = 1;

    /** All inodes in the order of their numbers are linked through themselves, the root first. */
    private MemoryNode newest;

    Inodes(FileSystemClock clock, BlockStore store, long maxInodes) {
        this.clock = clock;
        this.store = store;
        this.maxInodes = maxInodes;
        root = new DirectoryNode(DEVICE, ROOT_INO, Mode.S_IFDIR | 0755, clock.nanos());
        root.references = 1;
        newest = root;
    }

    DirectoryNode root() {
        return root;
    }

    long now() {
        return clock.nanos();
    }

    long maxInodes() {
        return maxInodes;
    }

    long freeInodes() {
        return maxInodes - used;
    }

    // ------------------------------------------------------------------ making

    /**
     * Makes an inode that has no name yet, or returns null if there is no room.
     *
     * @param mode type and permission bits
     * @param target of a symbolic link, else null
     */
    @Nullable MemoryNode make(
            Caller caller, DirectoryNode parent, int mode, int rdev, @Nullable FileName target) {
        byte[] acl = parent.xattrs == null ? null : parent.xattrs.find(PosixAcl.DEFAULT);
        // An inherited ACL is kept twice by a directory: as its own and for its files.
        if (used == maxInodes || (acl != null && !attributeSpace.hasRoom(2L * acl.length))) {
            return null;
        }
        used++;
        long ino = ++lastIno;
        long now = now();
        MemoryNode node = blank(ino, mode, now, rdev, target);
        append(node);
        own(node, parent, caller);
        if (!(node instanceof SymlinkNode)) {
            inheritAcl(node, acl, caller);
        }
        return node;
    }

    private MemoryNode blank(long ino, int mode, long now, int rdev, @Nullable FileName target) {
        return switch (Mode.type(mode)) {
            case Mode.S_IFDIR -> new DirectoryNode(DEVICE, ino, mode, now);
            case Mode.S_IFREG -> new RegularNode(DEVICE, ino, mode, now, store);
            case Mode.S_IFLNK -> {
                if (target == null) {
                    throw new IllegalArgumentException("a symbolic link without target");
                }
                yield new SymlinkNode(DEVICE, ino, now, target);
            }
            default -> new SpecialNode(DEVICE, ino, mode, now, rdev);
        };
    }

    private void append(MemoryNode node) {
        node.older = newest;
        newest.newer = node;
        newest = node;
    }

    private void unlink(MemoryNode node) {
        MemoryNode older = Objects.requireNonNull(node.older, "the root stays");
        MemoryNode newer = node.newer;
        older.newer = newer;
        if (newer == null) {
            newest = older;
        } else {
            newer.older = older;
        }
        node.older = null;
        node.newer = null;
    }

    /**
     * Owner, group and set-group-id bit of a new file ({@code inode_init_owner}, {@code
     * mode_strip_sgid}).
     */
    private static void own(MemoryNode node, DirectoryNode parent, Caller caller) {
        boolean root = !caller.identified() || caller.uid() == 0;
        node.uid = caller.identified() ? caller.uid() : 0;
        if ((parent.permissions & Mode.S_ISGID) == 0) {
            node.gid = caller.identified() ? caller.gid() : 0;
            return;
        }
        node.gid = parent.gid;
        int executableByGroup = Mode.S_ISGID | Mode.S_IXGRP;
        if (node instanceof DirectoryNode) {
            node.permissions |= Mode.S_ISGID;
        } else if ((node.permissions & executableByGroup) == executableByGroup
                && !root
                && !caller.inGroup(parent.gid)) {
            node.permissions &= ~Mode.S_ISGID;
        }
    }

    /** A default ACL of the directory takes the place of the umask ({@code posix_acl_create}). */
    private void inheritAcl(MemoryNode node, byte @Nullable [] inherited, Caller caller) {
        PosixAcl acl = inherited == null ? null : PosixAcl.parse(inherited);
        if (inherited == null || acl == null) {
            node.permissions &= ~caller.umask();
            return;
        }
        node.permissions = acl.create(node.permissions);
        ExtendedAttributes attributes = new ExtendedAttributes(attributeSpace);
        if (!acl.isTrivial()) {
            attributes.put(PosixAcl.ACCESS, acl.toBytes());
        }
        if (node instanceof DirectoryNode) {
            attributes.put(PosixAcl.DEFAULT, inherited);
        }
        node.xattrs = attributes;
    }

    // ------------------------------------------------------------------ keeping

    /** Gives a node to the caller, with one reference and its attributes. */
    int give(MemoryNode node, NodeResult out) {
        node.references++;
        out.set(node, false);
        node.fill(out.attributes);
        return 0;
    }

    void forget(MemoryNode node, long references) {
        if (references < 1 || references > node.references - (node == root ? 1 : 0)) {
            throw new IllegalArgumentException(
                    "inode "
                            + node.ino()
                            + ": "
                            + references
                            + " references returned, "
                            + node.references
                            + " held");
        }
        node.references -= references;
        discardIfGarbage(node);
    }

    void closed(MemoryHandle handle) {
        MemoryNode node = handle.node();
        node.closed(handle);
        discardIfGarbage(node);
    }

    /** To be called whenever a node has lost a name, a reference or a handle. */
    void discardIfGarbage(MemoryNode node) {
        if (node.isGarbage()) {
            discard(node);
        }
    }

    private void discard(MemoryNode node) {
        node.discard();
        if (node.xattrs != null) {
            node.xattrs.discard();
        }
        used--;
        unlink(node);
    }

    // ------------------------------------------------------------------ snapshots

    /** Writes every inode, then every directory's names. */
    @Override
    public void save(SnapshotWriter to) {
        to.same("most inodes of a file system in memory", maxInodes);
        to.same("blocks of a file system in memory", store.capacityBlocks());
        to.putLong(lastIno);
        to.putLong(used);
        for (MemoryNode node = root; node != null; node = node.newer) {
            to.putLong(node.ino());
            to.putInt(node.mode());
            to.putInt(node.rdev());
            to.putBytes(node instanceof SymlinkNode link ? link.target.toBytes() : new byte[0]);
            node.save(to);
        }
        for (MemoryNode node = root; node != null; node = node.newer) {
            if (node instanceof DirectoryNode directory) {
                directory.saveNames(to);
            }
        }
    }

    /** Takes over everything; what was here is forgotten. */
    @Override
    public void load(SnapshotReader from) {
        from.same("most inodes of a file system in memory", maxInodes);
        from.same("blocks of a file system in memory", store.capacityBlocks());
        while (newest != root) {
            discard(newest);
        }
        root.entries.clear();
        lastIno = from.getLong();
        long count = from.getLong();
        if (count < 1 || count > maxInodes) {
            throw from.notAsExpected();
        }
        loadRoot(from);
        while (used < count) {
            loadNode(from);
        }
        NodesByNumber nodes = NodesByNumber.of(root, from);
        for (MemoryNode node = root; node != null; node = node.newer) {
            if (node instanceof DirectoryNode directory) {
                directory.loadNames(nodes, from);
            }
        }
    }

    private void loadRoot(SnapshotReader from) {
        boolean isRoot = from.getLong() == ROOT_INO && Mode.type(from.getInt()) == Mode.S_IFDIR;
        from.getInt();
        from.getBytes();
        if (!isRoot) {
            throw from.notAsExpected();
        }
        ExtendedAttributes attributes = root.xattrs;
        if (attributes != null) {
            attributes.discard();
        }
        root.load(attributeSpace, from);
    }

    private void loadNode(SnapshotReader from) {
        long ino = from.getLong();
        if (ino <= newest.ino() || ino > lastIno) {
            throw from.notAsExpected();
        }
        int mode = from.getInt();
        int rdev = from.getInt();
        MemoryNode node = blank(ino, mode, 0, rdev, FileName.of(from.getBytes()));
        append(node);
        used++;
        node.load(attributeSpace, from);
    }

    /** The inodes that were loaded, by number. */
    NodesByNumber loaded(SnapshotReader from) {
        return NodesByNumber.of(root, from);
    }
}
