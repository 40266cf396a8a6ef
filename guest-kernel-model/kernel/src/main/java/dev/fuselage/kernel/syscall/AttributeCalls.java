package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.vfs.AttrValid;
import dev.fuselage.kernel.vfs.Attributes;
import dev.fuselage.kernel.vfs.Iattr;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.LookupFlags;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Path;
import dev.fuselage.kernel.vfs.Timespec;
import org.jspecify.annotations.Nullable;

/** The calls that change attributes (chmod and chown of fs/open.c, fs/utimes.c). */
final class AttributeCalls {
    private final CallContext context;

    AttributeCalls(CallContext context) {
        this.context = context;
    }

    /**
     * Finds the place that a call with a path means: 0 with references in the context's path, or
     * negative.
     */
    private int find(int dfd, String name, int flags, int allowed, int extra) {
        if ((flags & ~allowed) != 0) {
            return -Errno.EINVAL;
        }
        int lookup = (flags & AtFlags.AT_SYMLINK_NOFOLLOW) == 0 ? LookupFlags.FOLLOW : 0;
        lookup |= (flags & AtFlags.AT_EMPTY_PATH) != 0 ? LookupFlags.EMPTY : 0;
        return context.vfs.paths().lookup(dfd, name, lookup | extra, context.path);
    }

    private static final int FLAGS = AtFlags.AT_SYMLINK_NOFOLLOW | AtFlags.AT_EMPTY_PATH;

    long fchmodat2(int dfd, String name, int mode, int flags) {
        long result = fchmodat(dfd, name, mode, flags, 0);
        return result == -Errno.ESTALE
                ? fchmodat(dfd, name, mode, flags, LookupFlags.REVAL)
                : result;
    }

    private long fchmodat(int dfd, String name, int mode, int flags, int extra) {
        int error = find(dfd, name, flags, FLAGS, extra);
        if (error == 0) {
            error = chmod(context.path, mode);
            context.path.put();
        }
        return error;
    }

    long fchmod(int fd, int mode) {
        OpenFile file = context.file(fd);
        return file == null ? -Errno.EBADF : chmod(file.path, mode);
    }

    /** chmod_common. */
    private static int chmod(Path path, int mode) {
        Inode inode = path.entry().inode();
        Iattr attr = new Iattr();
        int error = path.mount().wantWrite();
        if (error != 0) {
            return error;
        }
        inode.lock();
        attr.mode = (mode & Mode.S_IALLUGO) | (inode.mode & ~Mode.S_IALLUGO);
        attr.valid = AttrValid.ATTR_MODE | AttrValid.ATTR_CTIME;
        error = Attributes.notifyChange(path.entry(), attr);
        inode.unlock();
        path.mount().dropWrite();
        return error;
    }

    long fchownat(int dfd, String name, int uid, int gid, int flags) {
        long result = fchownat(dfd, name, uid, gid, flags, 0);
        return result == -Errno.ESTALE
                ? fchownat(dfd, name, uid, gid, flags, LookupFlags.REVAL)
                : result;
    }

    private long fchownat(int dfd, String name, int uid, int gid, int flags, int extra) {
        int error = find(dfd, name, flags, FLAGS, extra);
        if (error == 0) {
            error = chown(context.path, uid, gid);
            context.path.put();
        }
        return error;
    }

    long fchown(int fd, int uid, int gid) {
        OpenFile file = context.file(fd);
        return file == null ? -Errno.EBADF : chown(file.path, uid, gid);
    }

    /** chown_common: a file that is not a directory gives up set-id bits and capabilities. */
    private static int chown(Path path, int uid, int gid) {
        Inode inode = path.entry().inode();
        Iattr attr = new Iattr();
        int error = path.mount().wantWrite();
        if (error != 0) {
            return error;
        }
        attr.valid = AttrValid.ATTR_CTIME;
        attr.valid |= uid == -1 ? 0 : AttrValid.ATTR_UID;
        attr.valid |= gid == -1 ? 0 : AttrValid.ATTR_GID;
        attr.uid = uid;
        attr.gid = gid;
        inode.lock();
        if (!inode.isDir()) {
            attr.valid |=
                    AttrValid.ATTR_KILL_SUID
                            | AttrValid.ATTR_KILL_PRIV
                            | Attributes.shouldDropSgid(inode);
        }
        error = Attributes.notifyChange(path.entry(), attr);
        inode.unlock();
        path.mount().dropWrite();
        return error;
    }

    long utimensat(
            int dfd,
            @Nullable String name,
            @Nullable Timespec atime,
            @Nullable Timespec mtime,
            int flags) {
        if (isOmitted(atime) && isOmitted(mtime)) {
            return 0;
        }
        if (name == null) {
            OpenFile file = dfd == Syscalls.AT_FDCWD ? null : context.file(dfd);
            if (dfd == Syscalls.AT_FDCWD) {
                return -Errno.EFAULT;
            }
            if (flags != 0) {
                return -Errno.EINVAL;
            }
            return file == null ? -Errno.EBADF : utimes(file.path, atime, mtime);
        }
        long result = utimes(dfd, name, atime, mtime, flags, 0);
        return result == -Errno.ESTALE
                ? utimes(dfd, name, atime, mtime, flags, LookupFlags.REVAL)
                : result;
    }

    private long utimes(
            int dfd,
            String name,
            @Nullable Timespec atime,
            @Nullable Timespec mtime,
            int flags,
            int extra) {
        int error = find(dfd, name, flags, FLAGS, extra);
        if (error == 0) {
            error = utimes(context.path, atime, mtime);
            context.path.put();
        }
        return error;
    }

    /** vfs_utimes. */
    private static int utimes(Path path, @Nullable Timespec atime, @Nullable Timespec mtime) {
        Iattr attr = new Iattr();
        attr.valid = AttrValid.ATTR_CTIME | AttrValid.ATTR_MTIME | AttrValid.ATTR_ATIME;
        if (atime == null || mtime == null || (isNow(atime) && isNow(mtime))) {
            attr.valid |= AttrValid.ATTR_TOUCH;
        } else {
            if (!isValid(atime) || !isValid(mtime)) {
                return -Errno.EINVAL;
            }
            set(attr, atime, attr.atime, AttrValid.ATTR_ATIME, AttrValid.ATTR_ATIME_SET);
            set(attr, mtime, attr.mtime, AttrValid.ATTR_MTIME, AttrValid.ATTR_MTIME_SET);
            attr.valid |= AttrValid.ATTR_TIMES_SET;
        }
        int error = path.mount().wantWrite();
        if (error != 0) {
            return error;
        }
        Inode inode = path.entry().inode();
        inode.lock();
        error = Attributes.notifyChange(path.entry(), attr);
        inode.unlock();
        path.mount().dropWrite();
        return error;
    }

    private static boolean isOmitted(@Nullable Timespec time) {
        return time != null && time.nsec == Syscalls.UTIME_OMIT;
    }

    private static boolean isNow(Timespec time) {
        return time.nsec == Syscalls.UTIME_NOW;
    }

    private static boolean isValid(Timespec time) {
        return isNow(time)
                || time.nsec == Syscalls.UTIME_OMIT
                || (time.nsec >= 0 && time.nsec < Timespec.NSEC_PER_SEC);
    }

    private static void set(Iattr attr, Timespec wanted, Timespec into, int changes, int explicit) {
        if (wanted.nsec == Syscalls.UTIME_OMIT) {
            attr.valid &= ~changes;
        } else if (!isNow(wanted)) {
            into.set(wanted);
            attr.valid |= explicit;
        }
    }
}
