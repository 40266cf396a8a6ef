package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.fuse.linux.Mode;
import org.jspecify.annotations.Nullable;

/**
 * Where inodes come from and go to: numbers in order of creation, owners as Linux gives them, space
 * given back with the last name, reference and handle.
 */
final class Inodes {

    private static final long DEVICE = 1;
    private static final long ROOT_INO = 1;

    final BlockStore store;
    final AttributeSpace attributeSpace = new AttributeSpace();
    private final FileSystemClock clock;
    private final long maxInodes;
    private final DirectoryNode root;
    private long lastIno = ROOT_INO;
    private long used = 1;

    Inodes(FileSystemClock clock, BlockStore store, long maxInodes) {
        this.clock = clock;
        this.store = store;
        this.maxInodes = maxInodes;
        root = new DirectoryNode(DEVICE, ROOT_INO, Mode.S_IFDIR | 0755, clock.nanos());
        root.references = 1;
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
        MemoryNode node =
                switch (Mode.type(mode)) {
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
        own(node, parent, caller);
        if (!(node instanceof SymlinkNode)) {
            inheritAcl(node, acl, caller);
        }
        return node;
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
            node.discard();
            if (node.xattrs != null) {
                node.xattrs.discard();
            }
            used--;
        }
    }
}
