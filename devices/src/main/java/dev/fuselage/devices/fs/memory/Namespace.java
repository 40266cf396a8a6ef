package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.devices.fs.memory.DirectoryEntries.Entry;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.RenameFlags;
import org.jspecify.annotations.Nullable;

/**
 * What changes names: making, removing, linking and renaming files, with Linux's rules for each.
 */
final class Namespace {

    /** Most names of one file, ext4's. */
    static final int LINK_MAX = 65_000;

    private static final int ALL_FLAGS =
            RenameFlags.RENAME_NOREPLACE
                    | RenameFlags.RENAME_EXCHANGE
                    | RenameFlags.RENAME_WHITEOUT;

    private final Inodes inodes;

    Namespace(Inodes inodes) {
        this.inodes = inodes;
    }

    int lookup(MemoryNode parent, FileName name, NodeResult out) {
        if (!(parent instanceof DirectoryNode dir)) {
            return -Errno.ENOTDIR;
        }
        Entry entry = dir.entries.find(name);
        return entry == null ? -Errno.ENOENT : inodes.give(entry.node, out);
    }

    // ------------------------------------------------------------------ making and removing

    /** Makes a file with a name. */
    int make(
            Caller caller,
            MemoryNode parent,
            FileName name,
            int mode,
            int rdev,
            @Nullable FileName target,
            NodeResult out) {
        if (!(parent instanceof DirectoryNode dir)) {
            return -Errno.ENOTDIR;
        }
        if (dir.isRemoved()) {
            return -Errno.ENOENT;
        }
        if (dir.entries.find(name) != null) {
            return -Errno.EEXIST;
        }
        MemoryNode node = inodes.make(caller, dir, mode, rdev, target);
        if (node == null) {
            return -Errno.ENOSPC;
        }
        dir.entries.add(name, node);
        adopt(dir, node);
        dir.modified(inodes.now());
        return inodes.give(node, out);
    }

    int link(MemoryNode node, MemoryNode newParent, FileName name, NodeResult out) {
        if (!(newParent instanceof DirectoryNode dir)) {
            return -Errno.ENOTDIR;
        }
        if (node instanceof DirectoryNode) {
            return -Errno.EPERM;
        }
        if (dir.isRemoved()) {
            return -Errno.ENOENT;
        }
        if (dir.entries.find(name) != null) {
            return -Errno.EEXIST;
        }
        if (node.nlink == 0 && !(node instanceof RegularNode r && r.linkable)) {
            return -Errno.ENOENT;
        }
        if (node.nlink >= LINK_MAX) {
            return -Errno.EMLINK;
        }
        if (node instanceof RegularNode r) {
            r.linkable = false;
        }
        node.nlink++;
        long now = inodes.now();
        node.touchCtime(now);
        dir.entries.add(name, node);
        dir.modified(now);
        return inodes.give(node, out);
    }

    int unlink(MemoryNode parent, FileName name) {
        if (!(parent instanceof DirectoryNode dir)) {
            return -Errno.ENOTDIR;
        }
        Entry entry = dir.entries.find(name);
        if (entry == null) {
            return -Errno.ENOENT;
        }
        if (entry.node instanceof DirectoryNode) {
            return -Errno.EISDIR;
        }
        dir.entries.remove(entry);
        lose(dir, entry.node);
        dir.modified(inodes.now());
        return 0;
    }

    int rmdir(MemoryNode parent, FileName name) {
        if (!(parent instanceof DirectoryNode dir)) {
            return -Errno.ENOTDIR;
        }
        Entry entry = dir.entries.find(name);
        if (entry == null) {
            return -Errno.ENOENT;
        }
        if (!(entry.node instanceof DirectoryNode victim)) {
            return -Errno.ENOTDIR;
        }
        if (victim.entries.size() > 0) {
            return -Errno.ENOTEMPTY;
        }
        dir.entries.remove(entry);
        lose(dir, victim);
        dir.modified(inodes.now());
        return 0;
    }

    /** A directory has a new entry for a node: what ".." of a subdirectory means for both. */
    private static void adopt(DirectoryNode dir, MemoryNode node) {
        if (node instanceof DirectoryNode sub) {
            sub.parent = dir;
            dir.nlink++;
        }
    }

    /** A directory has lost the entry of a node, and the node a name. */
    private void lose(DirectoryNode dir, MemoryNode node) {
        if (node instanceof DirectoryNode) {
            node.nlink = 0;
            dir.nlink--;
        } else {
            node.nlink--;
        }
        node.touchCtime(inodes.now());
        inodes.discardIfGarbage(node);
    }

    // ------------------------------------------------------------------ renaming

    int rename(
            Caller caller,
            MemoryNode oldParent,
            FileName oldName,
            MemoryNode newParent,
            FileName newName,
            int flags) {
        boolean exchange = (flags & RenameFlags.RENAME_EXCHANGE) != 0;
        boolean noReplace = (flags & RenameFlags.RENAME_NOREPLACE) != 0;
        boolean whiteout = (flags & RenameFlags.RENAME_WHITEOUT) != 0;
        if ((flags & ~ALL_FLAGS) != 0 || (exchange && (noReplace || whiteout))) {
            return -Errno.EINVAL;
        }
        if (!(oldParent instanceof DirectoryNode oldDir)
                || !(newParent instanceof DirectoryNode newDir)) {
            return -Errno.ENOTDIR;
        }
        Entry source = oldDir.entries.find(oldName);
        if (source == null || newDir.isRemoved()) {
            return -Errno.ENOENT;
        }
        Entry target = newDir.entries.find(newName);
        if (target != null && noReplace) {
            return -Errno.EEXIST;
        }
        if (target == null && exchange) {
            return -Errno.ENOENT;
        }
        int loop = loops(source, newDir, target, oldDir, exchange);
        if (loop != 0) {
            return loop;
        }
        if (target != null && target.node == source.node) {
            return 0;
        }
        if (exchange && target != null) {
            return exchange(oldDir, source, newDir, target);
        }
        return move(caller, oldDir, source, newDir, target, newName, whiteout);
    }

    /** A directory must not move into itself or something below it ({@code lock_rename}'s trap). */
    private static int loops(
            Entry source,
            DirectoryNode newDir,
            @Nullable Entry target,
            DirectoryNode oldDir,
            boolean exchange) {
        if (isAtOrAbove(source.node, newDir)) {
            return -Errno.EINVAL;
        }
        if (target != null && isAtOrAbove(target.node, oldDir)) {
            return exchange ? -Errno.EINVAL : -Errno.ENOTEMPTY;
        }
        return 0;
    }

    private static boolean isAtOrAbove(MemoryNode node, DirectoryNode dir) {
        if (!(node instanceof DirectoryNode)) {
            return false;
        }
        DirectoryNode at = dir;
        while (at != node) {
            if (at.parent == at) {
                return false;
            }
            at = at.parent;
        }
        return true;
    }

    private int exchange(DirectoryNode oldDir, Entry source, DirectoryNode newDir, Entry target) {
        MemoryNode moved = source.node;
        MemoryNode back = target.node;
        leave(oldDir, moved);
        leave(newDir, back);
        source.node = back;
        target.node = moved;
        adopt(newDir, moved);
        adopt(oldDir, back);
        long now = inodes.now();
        moved.touchCtime(now);
        back.touchCtime(now);
        oldDir.modified(now);
        newDir.modified(now);
        return 0;
    }

    private static void leave(DirectoryNode dir, MemoryNode node) {
        if (node instanceof DirectoryNode) {
            dir.nlink--;
        }
    }

    private int move(
            Caller caller,
            DirectoryNode oldDir,
            Entry source,
            DirectoryNode newDir,
            @Nullable Entry target,
            FileName newName,
            boolean whiteout) {
        MemoryNode moved = source.node;
        if (target != null) {
            int refused = replaceable(moved, target.node);
            if (refused != 0) {
                return refused;
            }
        }
        MemoryNode left = null;
        if (whiteout) {
            left = inodes.make(caller, oldDir, Mode.S_IFCHR, 0, null);
            if (left == null) {
                return -Errno.ENOSPC;
            }
        }
        leave(oldDir, moved);
        if (target == null) {
            newDir.entries.add(newName, moved);
        } else {
            MemoryNode replaced = target.node;
            target.node = moved;
            lose(newDir, replaced);
        }
        adopt(newDir, moved);
        if (left == null) {
            oldDir.entries.remove(source);
        } else {
            source.node = left;
        }
        long now = inodes.now();
        moved.touchCtime(now);
        oldDir.modified(now);
        newDir.modified(now);
        return 0;
    }

    /** Whether one file may take the name of another. */
    private static int replaceable(MemoryNode moved, MemoryNode replaced) {
        if (moved instanceof DirectoryNode) {
            if (!(replaced instanceof DirectoryNode r)) {
                return -Errno.ENOTDIR;
            }
            return r.entries.size() > 0 ? -Errno.ENOTEMPTY : 0;
        }
        return replaced instanceof DirectoryNode ? -Errno.EISDIR : 0;
    }
}
