package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelFunction;

/**
 * Who may do what with an inode (the permission part of fs/namei.c and fs/attr.c), asked with the
 * credentials of the current task.
 */
public final class Permission {
    private static final int RWX = 7;

    private Permission() {}

    /**
     * Owner, group and others, and the capabilities that override them (generic_permission); 0 or
     * -EACCES.
     */
    public static int generic(Inode inode, int mask) {
        Credentials cred = inode.sb.vfs().credentials();
        if (modeAllows(inode, cred, mask & RWX)) {
            return 0;
        }
        boolean override = cred.capable(Capability.DAC_OVERRIDE);
        boolean search = cred.capable(Capability.DAC_READ_SEARCH);
        if (inode.isDir()) {
            boolean allowed = override || ((mask & MayMask.MAY_WRITE) == 0 && search);
            return allowed ? 0 : -Errno.EACCES;
        }
        if ((mask & RWX) == MayMask.MAY_READ && search) {
            return 0;
        }
        boolean executable = (mask & MayMask.MAY_EXEC) == 0 || (inode.mode & 0111) != 0;
        return executable && override ? 0 : -Errno.EACCES;
    }

    private static boolean modeAllows(Inode inode, Credentials cred, int rwx) {
        int mode = inode.mode;
        if (inode.uid == cred.fsuid()) {
            return (rwx & ~(mode >> 6)) == 0;
        }
        if ((rwx & (mode ^ (mode >> 3))) != 0 && cred.inGroup(inode.gid)) {
            mode >>= 3;
        }
        return (rwx & ~mode) == 0;
    }

    /**
     * Whether the current task may access an inode ({@link MayMask}): superblock, inode flags, then
     * the file system's own rules (inode_permission).
     */
    @KernelFunction("inode_permission")
    public static int check(Inode inode, int mask) {
        if ((mask & MayMask.MAY_WRITE) != 0) {
            int mode = inode.mode;
            if (inode.isReadOnly()
                    && (Mode.isRegular(mode)
                            || Mode.isDirectory(mode)
                            || Mode.isSymbolicLink(mode))) {
                return -Errno.EROFS;
            }
            if (inode.isImmutable()) {
                return -Errno.EPERM;
            }
        }
        return inode.op.permission(inode, mask);
    }

    /** The owner of an inode, or who may act as one (inode_owner_or_capable). */
    public static boolean ownerOrCapable(Inode inode) {
        Credentials cred = inode.sb.vfs().credentials();
        return inode.uid == cred.fsuid() || cred.capable(Capability.FOWNER);
    }

    /** A member of a group, or who may act as one (in_group_or_capable). */
    public static boolean inGroupOrCapable(Inode inode, int gid) {
        Credentials cred = inode.sb.vfs().credentials();
        return cred.inGroup(gid) || cred.capable(Capability.FSETID);
    }

    /**
     * Whether a sticky directory keeps the current task from removing or renaming an inode in it
     * (check_sticky).
     */
    static boolean stickyForbids(Inode dir, Inode inode) {
        if ((dir.mode & Mode.S_ISVTX) == 0) {
            return false;
        }
        Credentials cred = inode.sb.vfs().credentials();
        return inode.uid != cred.fsuid()
                && dir.uid != cred.fsuid()
                && !cred.capable(Capability.FOWNER);
    }

    /** Whether a name may be removed or replaced (may_delete): 0 or negative. */
    static int mayDelete(Inode dir, Dentry victim, boolean isDir) {
        if (victim.isNegative()) {
            return -Errno.ENOENT;
        }
        Inode inode = victim.inode();
        int error = check(dir, MayMask.MAY_WRITE | MayMask.MAY_EXEC);
        if (error != 0) {
            return error;
        }
        if (dir.isAppend()
                || stickyForbids(dir, inode)
                || inode.isAppend()
                || inode.isImmutable()) {
            return -Errno.EPERM;
        }
        if (isDir) {
            if (!victim.isDir()) {
                return -Errno.ENOTDIR;
            }
            if (victim.isRoot()) {
                return -Errno.EBUSY;
            }
        } else if (victim.isDir()) {
            return -Errno.EISDIR;
        }
        return dir.isDeadDir() ? -Errno.ENOENT : 0;
    }

    /** Whether a name may be created (may_create): 0 or negative. */
    static int mayCreate(Inode dir, Dentry child) {
        if (child.isPositive()) {
            return -Errno.EEXIST;
        }
        if (dir.isDeadDir()) {
            return -Errno.ENOENT;
        }
        return check(dir, MayMask.MAY_WRITE | MayMask.MAY_EXEC);
    }
}
