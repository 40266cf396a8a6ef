package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;

/** Whether a file that a walk has come to may be opened. */
final class OpenChecks {
    private OpenChecks() {}

    /** may_open. */
    static int mayOpen(Path path, int access, int flags) {
        Inode inode = path.entry().inodeOrNull();
        if (inode == null) {
            return -Errno.ENOENT;
        }
        boolean exec = (access & MayMask.MAY_EXEC) != 0;
        if (inode.isLink()) {
            return -Errno.ELOOP;
        }
        if (inode.isDir()) {
            if ((access & MayMask.MAY_WRITE) != 0) {
                return -Errno.EISDIR;
            }
            if (exec) {
                return -Errno.EACCES;
            }
        } else if (Mode.isSpecial(inode.mode)) {
            boolean device = Mode.isCharacterDevice(inode.mode) || Mode.isBlockDevice(inode.mode);
            if (exec || (device && (path.mount().flags() & Mount.MNT_NODEV) != 0)) {
                return -Errno.EACCES;
            }
        } else if (exec && (path.mount().flags() & Mount.MNT_NOEXEC) != 0) {
            return -Errno.EACCES;
        }
        int error = Permission.check(inode, MayMask.MAY_OPEN | access);
        if (error != 0) {
            return error;
        }
        return mayOpenAppendOnly(inode, flags);
    }

    private static int mayOpenAppendOnly(Inode inode, int flags) {
        if (inode.isAppend()) {
            boolean writes = (flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY;
            if ((writes && (flags & OpenFlags.O_APPEND) == 0) || (flags & OpenFlags.O_TRUNC) != 0) {
                return -Errno.EPERM;
            }
        }
        return (flags & OpenFlags.O_NOATIME) != 0 && !Permission.ownerOrCapable(inode)
                ? -Errno.EPERM
                : 0;
    }

    /**
     * O_CREAT of a device or socket that is there already, in a sticky directory that all may
     * write, is for its owner and the directory's (may_create_in_sticky with protected_regular and
     * protected_fifos off, as they are without a sysctl.conf).
     */
    static boolean stickyForbids(PathWalk nd, Inode inode, int fsuid) {
        if ((nd.dirMode & Mode.S_ISVTX) == 0 || inode.isRegular() || Mode.isFifo(inode.mode)) {
            return false;
        }
        boolean owner = inode.uid == nd.dirUid || inode.uid == fsuid;
        return !owner && (nd.dirMode & Mode.S_IWOTH) != 0;
    }
}
