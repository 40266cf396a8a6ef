package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.StatxAttributes;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.vfs.Attributes;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Kstatfs;
import dev.fuselage.kernel.vfs.LookupFlags;
import dev.fuselage.kernel.vfs.MayMask;
import dev.fuselage.kernel.vfs.Mount;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Path;
import dev.fuselage.kernel.vfs.Permission;

/** The calls that read attributes (fs/stat.c, fs/statfs.c, access of fs/open.c). */
final class StatCalls {
    private static final int STATX_FLAGS =
            AtFlags.AT_SYMLINK_NOFOLLOW
                    | AtFlags.AT_NO_AUTOMOUNT
                    | AtFlags.AT_EMPTY_PATH
                    | AtFlags.AT_STATX_SYNC_TYPE;
    private static final int STATX_RESERVED = 0x8000_0000;
    private static final int ACCESS_FLAGS =
            AtFlags.AT_EACCESS | AtFlags.AT_SYMLINK_NOFOLLOW | AtFlags.AT_EMPTY_PATH;
    private static final int ST_VALID = 0x20;

    private final CallContext context;

    StatCalls(CallContext context) {
        this.context = context;
    }

    long newfstatat(int dfd, String path, Kstat out, int flags) {
        if (flags == AtFlags.AT_EMPTY_PATH && path.isEmpty() && dfd >= 0) {
            return fstat(dfd, out);
        }
        return at(dfd, path, flags | AtFlags.AT_NO_AUTOMOUNT, StatxMask.STATX_BASIC_STATS, out);
    }

    long fstat(int fd, Kstat out) {
        OpenFile file = context.rawFile(fd);
        return file == null
                ? -Errno.EBADF
                : Attributes.getattr(file.path, out, StatxMask.STATX_BASIC_STATS, 0);
    }

    long statx(int dfd, String path, int flags, int mask, Kstat out) {
        boolean bothSyncs = (flags & AtFlags.AT_STATX_SYNC_TYPE) == AtFlags.AT_STATX_SYNC_TYPE;
        if ((mask & STATX_RESERVED) != 0 || bothSyncs) {
            return -Errno.EINVAL;
        }
        return at(dfd, path, flags, mask, out);
    }

    /** vfs_statx. */
    private long at(int dfd, String name, int flags, int mask, Kstat out) {
        if ((flags & ~STATX_FLAGS) != 0) {
            return -Errno.EINVAL;
        }
        int lookup = (flags & AtFlags.AT_SYMLINK_NOFOLLOW) == 0 ? LookupFlags.FOLLOW : 0;
        lookup |= (flags & AtFlags.AT_NO_AUTOMOUNT) == 0 ? LookupFlags.AUTOMOUNT : 0;
        lookup |= (flags & AtFlags.AT_EMPTY_PATH) != 0 ? LookupFlags.EMPTY : 0;
        long result = once(dfd, name, lookup, flags, mask, out);
        return result == -Errno.ESTALE
                ? once(dfd, name, lookup | LookupFlags.REVAL, flags, mask, out)
                : result;
    }

    private long once(int dfd, String name, int lookup, int flags, int mask, Kstat out) {
        Path path = context.path;
        int error = context.vfs.paths().lookup(dfd, name, lookup, path);
        if (error == 0) {
            error = Attributes.getattr(path, out, mask, flags);
            out.mntId = path.mount().id();
            out.resultMask |= StatxMask.STATX_MNT_ID;
            if (path.entry() == path.mount().root()) {
                out.attributes |= StatxAttributes.STATX_ATTR_MOUNT_ROOT;
            }
            out.attributesMask |= StatxAttributes.STATX_ATTR_MOUNT_ROOT;
            path.put();
        }
        return error;
    }

    long faccessat2(int dfd, String name, int mode, int flags) {
        if ((mode & ~7) != 0 || (flags & ~ACCESS_FLAGS) != 0) {
            return -Errno.EINVAL;
        }
        int lookup = (flags & AtFlags.AT_SYMLINK_NOFOLLOW) == 0 ? LookupFlags.FOLLOW : 0;
        lookup |= (flags & AtFlags.AT_EMPTY_PATH) != 0 ? LookupFlags.EMPTY : 0;
        Credentials own = context.credentials();
        if ((flags & AtFlags.AT_EACCESS) == 0) {
            context.task.setCredentials(real(own));
        }
        long result = access(dfd, name, mode, lookup);
        if (result == -Errno.ESTALE) {
            result = access(dfd, name, mode, lookup | LookupFlags.REVAL);
        }
        context.task.setCredentials(own);
        return result;
    }

    /** access_override_creds: the real ids, with all capabilities for root and none for others. */
    private static Credentials real(Credentials own) {
        return own.withFsuid(own.uid())
                .withFsgid(own.gid())
                .withCapabilities(own.uid() == 0 ? Credentials.ALL_CAPABILITIES : 0);
    }

    private long access(int dfd, String name, int mode, int lookup) {
        Path path = context.path;
        int error = context.vfs.paths().lookup(dfd, name, lookup, path);
        if (error != 0) {
            return error;
        }
        Inode inode = path.entry().inode();
        Mount mount = path.mount();
        boolean execute = (mode & MayMask.MAY_EXEC) != 0;
        if (execute && inode.isRegular() && (mount.flags() & Mount.MNT_NOEXEC) != 0) {
            error = -Errno.EACCES;
        } else {
            error = Permission.check(inode, mode | MayMask.MAY_ACCESS);
            boolean write = (mode & MayMask.MAY_WRITE) != 0 && !Mode.isSpecial(inode.mode);
            if (error == 0 && write && mount.isReadOnly()) {
                error = -Errno.EROFS;
            }
        }
        path.put();
        return error;
    }

    long statfs(String name, Kstatfs out) {
        long result = statfs(name, out, LookupFlags.FOLLOW | LookupFlags.AUTOMOUNT);
        return result == -Errno.ESTALE
                ? statfs(name, out, LookupFlags.FOLLOW | LookupFlags.AUTOMOUNT | LookupFlags.REVAL)
                : result;
    }

    private long statfs(String name, Kstatfs out, int lookup) {
        int error = context.vfs.paths().lookup(Syscalls.AT_FDCWD, name, lookup, context.path);
        if (error == 0) {
            error = statfs(context.path, out);
            context.path.put();
        }
        return error;
    }

    long fstatfs(int fd, Kstatfs out) {
        OpenFile file = context.rawFile(fd);
        return file == null ? -Errno.EBADF : statfs(file.path, out);
    }

    /** vfs_statfs. */
    private static int statfs(Path path, Kstatfs out) {
        out.clear();
        int error = path.entry().sb().op().statfs(path.entry(), out);
        if (error == 0) {
            if (out.frsize == 0) {
                out.frsize = out.bsize;
            }
            out.flags = flags(path.mount());
        }
        return error;
    }

    /** calculate_f_flags: the ST_ bits of mount and superblock. */
    private static long flags(Mount mount) {
        long flags = ST_VALID;
        flags |= mount.isReadOnly() ? 1 : 0;
        flags |= (mount.flags() & Mount.MNT_NOSUID) != 0 ? 2 : 0;
        flags |= (mount.flags() & Mount.MNT_NODEV) != 0 ? 4 : 0;
        flags |= (mount.flags() & Mount.MNT_NOEXEC) != 0 ? 8 : 0;
        flags |= (mount.flags() & Mount.MNT_NOATIME) != 0 ? 1024 : 0;
        flags |= (mount.flags() & Mount.MNT_NODIRATIME) != 0 ? 2048 : 0;
        return flags | ((mount.flags() & Mount.MNT_RELATIME) != 0 ? 4096 : 0);
    }
}
