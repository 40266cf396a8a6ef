package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.fuse.linux.AccessMode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.XattrFlags;
import dev.fuselage.machine.memory.IoVector;
import org.jspecify.annotations.Nullable;

/** What reads and changes attributes of inodes: mode, owner, size, times, extended attributes. */
final class Attributes {

    /** fchownat(2)'s "leave it". */
    private static final int UNCHANGED = -1;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Inodes inodes;
    private final Content content;

    Attributes(Inodes inodes, Content content) {
        this.inodes = inodes;
        this.content = content;
    }

    /**
     * Changes mode, owner, size and times, in this order, as a server with one system call each
     * does.
     */
    int set(MemoryNode node, boolean readOnlyHandle, SetAttributes change) {
        if (change.has(SetAttributes.MODE)) {
            if (node instanceof SymlinkNode) {
                return -Errno.EOPNOTSUPP;
            }
            chmod(node, change.mode);
        }
        if (change.hasAny(SetAttributes.UID | SetAttributes.GID)) {
            chown(
                    node,
                    change.has(SetAttributes.UID) ? change.uid : UNCHANGED,
                    change.has(SetAttributes.GID) ? change.gid : UNCHANGED);
        }
        if (change.has(SetAttributes.SIZE)) {
            if (readOnlyHandle) {
                return -Errno.EINVAL;
            }
            boolean kill = change.has(SetAttributes.KILL_SUIDGID);
            int error = content.setSize(node, change.size, kill);
            if (error != 0) {
                return error;
            }
        }
        if (change.hasAny(SetAttributes.ATIME | SetAttributes.MTIME)) {
            return setTimes(node, change);
        }
        return 0;
    }

    private void chmod(MemoryNode node, int mode) {
        node.permissions = Mode.permissions(mode);
        if (node.xattrs != null) {
            byte[] value = node.xattrs.find(PosixAcl.ACCESS);
            PosixAcl acl = value == null ? null : PosixAcl.parse(value);
            if (acl != null) {
                acl.chmod(mode);
                node.xattrs.put(PosixAcl.ACCESS, acl.toBytes());
            }
        }
        node.touchCtime(inodes.now());
    }

    /**
     * Owner and group; set-id bits of anything but a directory go, whoever asks ({@code
     * chown_common}).
     */
    private void chown(MemoryNode node, int uid, int gid) {
        if (uid != UNCHANGED) {
            node.uid = uid;
        }
        if (gid != UNCHANGED) {
            node.gid = gid;
        }
        if (!(node instanceof DirectoryNode)) {
            node.permissions &= ~Mode.S_ISUID;
            if ((node.permissions & Mode.S_IXGRP) != 0) {
                node.permissions &= ~Mode.S_ISGID;
            }
            node.dropCapabilities();
        }
        node.touchCtime(inodes.now());
    }

    private int setTimes(MemoryNode node, SetAttributes change) {
        boolean atimeNow = change.has(SetAttributes.ATIME_NOW);
        boolean mtimeNow = change.has(SetAttributes.MTIME_NOW);
        boolean setAtime = change.has(SetAttributes.ATIME) && !atimeNow;
        boolean setMtime = change.has(SetAttributes.MTIME) && !mtimeNow;
        if ((setAtime && !validNanos(change.atimeNanos))
                || (setMtime && !validNanos(change.mtimeNanos))) {
            return -Errno.EINVAL;
        }
        long now = inodes.now();
        if (atimeNow) {
            node.touchAtime(now);
        } else if (setAtime) {
            node.atime = change.atime;
            node.atimeNanos = change.atimeNanos;
        }
        if (mtimeNow) {
            node.touchMtime(now);
        } else if (setMtime) {
            node.mtime = change.mtime;
            node.mtimeNanos = change.mtimeNanos;
        }
        node.touchCtime(now);
        return 0;
    }

    private static boolean validNanos(int nanos) {
        return nanos >= 0 && nanos < NANOS_PER_SECOND;
    }

    int readlink(MemoryNode node, IoVector into, long skip, int length) {
        if (!(node instanceof SymlinkNode link)) {
            return -Errno.EINVAL;
        }
        link.accessed(inodes.now());
        int count = Math.min(length, link.target.length());
        into.copyIn(skip, link.target.asSegment(), 0, count);
        return count;
    }

    static int access(MemoryNode node, int mask, Caller caller) {
        if (!caller.identified() || caller.uid() == 0) {
            boolean unexecutable =
                    (mask & AccessMode.X_OK) != 0
                            && !(node instanceof DirectoryNode)
                            && (node.permissions & (Mode.S_IXUSR | Mode.S_IXGRP | Mode.S_IXOTH))
                                    == 0;
            return unexecutable ? -Errno.EACCES : 0;
        }
        int granted = node.permissions;
        if (caller.uid() == node.uid) {
            granted >>= 6;
        } else if (caller.inGroup(node.gid)) {
            granted >>= 3;
        }
        int wanted = mask & (AccessMode.R_OK | AccessMode.W_OK | AccessMode.X_OK);
        return (granted & wanted) == wanted ? 0 : -Errno.EACCES;
    }

    // ------------------------------------------------------------------ extended attributes

    int getxattr(MemoryNode node, FileName name, IoVector into, long skip, int size) {
        int error = ExtendedAttributes.check(name, node.mode(), false);
        if (error != 0) {
            return error;
        }
        byte @Nullable [] value = node.xattrs == null ? null : node.xattrs.find(name);
        return value == null ? -Errno.ENODATA : ExtendedAttributes.give(value, into, skip, size);
    }

    int setxattr(
            MemoryNode node,
            FileName name,
            IoVector from,
            long skip,
            int length,
            int flags,
            int setxattrFlags) {
        int error = ExtendedAttributes.check(name, node.mode(), true);
        if (error != 0) {
            return error;
        }
        if ((flags & ~(XattrFlags.XATTR_CREATE | XattrFlags.XATTR_REPLACE)) != 0) {
            return -Errno.EINVAL;
        }
        if (length > XattrFlags.XATTR_SIZE_MAX) {
            return -Errno.E2BIG;
        }
        byte[] value = ExtendedAttributes.take(from, skip, length);
        if (PosixAcl.isAcl(name)) {
            boolean killSgid = (setxattrFlags & FileSystem.SETXATTR_ACL_KILL_SGID) != 0;
            return setAcl(node, name, value, killSgid);
        }
        if (node.xattrs == null) {
            node.xattrs = new ExtendedAttributes(inodes.attributeSpace);
        }
        error = node.xattrs.set(name, value, flags);
        if (error == 0) {
            node.touchCtime(inodes.now());
        }
        return error;
    }

    /** An ACL is an attribute that mode bits must agree with ({@code set_posix_acl}). */
    private int setAcl(MemoryNode node, FileName name, byte[] value, boolean killSgid) {
        if (node instanceof SymlinkNode) {
            return -Errno.EOPNOTSUPP;
        }
        boolean isAccess = name.equals(PosixAcl.ACCESS);
        boolean empty = PosixAcl.isEmpty(value);
        if (!isAccess && !(node instanceof DirectoryNode)) {
            return empty ? 0 : -Errno.EACCES;
        }
        PosixAcl acl = empty ? null : PosixAcl.parse(value);
        if (acl == null && !empty) {
            return -Errno.EINVAL;
        }
        ExtendedAttributes attributes =
                node.xattrs == null ? new ExtendedAttributes(inodes.attributeSpace) : node.xattrs;
        node.xattrs = attributes;
        if (acl == null || (isAccess && acl.isTrivial())) {
            attributes.remove(name);
        } else {
            int error = attributes.set(name, acl.toBytes(), 0);
            if (error != 0) {
                return error;
            }
        }
        if (isAccess && killSgid) {
            node.permissions &= ~Mode.S_ISGID;
        }
        if (acl != null && isAccess) {
            node.permissions = (node.permissions & ~Mode.S_IRWXUGO) | acl.modeBits();
        }
        node.touchCtime(inodes.now());
        return 0;
    }

    int removexattr(MemoryNode node, FileName name) {
        int error = ExtendedAttributes.check(name, node.mode(), true);
        if (error != 0) {
            return error;
        }
        boolean removed = node.xattrs != null && node.xattrs.remove(name);
        if (removed) {
            node.touchCtime(inodes.now());
        }
        // Removing an ACL that is not there succeeds, as on Linux.
        return removed || PosixAcl.isAcl(name) ? 0 : -Errno.ENODATA;
    }
}
