package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.KernelFunction;
import java.util.function.Predicate;

/** Making and removing names: mkdir, mknod, symlink, link, unlink and rmdir (fs/namei.c). */
public final class NameChanges {
    private final Vfs vfs;

    NameChanges(Vfs vfs) {
        this.vfs = vfs;
    }

    /**
     * The mode a file system is asked to create with (vfs_prepare_mode): set-group-id rule, umask,
     * allowed bits, type.
     */
    static int prepareMode(Inode dir, int mode, int allowed, int type) {
        int result = Attributes.stripSgid(dir, mode);
        if (!dir.isPosixAcl()) {
            result &= ~dir.sb.vfs().umask();
        }
        return (result & allowed & ~Mode.S_IFMT) | (type & Mode.S_IFMT);
    }

    private static boolean retry(int error, int flags) {
        return error == -Errno.ESTALE && (flags & LookupFlags.REVAL) == 0;
    }

    /** mkdirat(2). */
    public int mkdir(int dfd, String name, int mode) {
        int error = mkdirOnce(dfd, name, mode, LookupFlags.DIRECTORY);
        return retry(error, 0)
                ? mkdirOnce(dfd, name, mode, LookupFlags.DIRECTORY | LookupFlags.REVAL)
                : error;
    }

    @KernelFunction("do_mkdirat")
    private int mkdirOnce(int dfd, String name, int mode, int flags) {
        Path path = new Path();
        Dentry dentry = vfs.paths().create(dfd, name, flags, path, new Qstr());
        if (dentry.isError()) {
            return dentry.error();
        }
        Inode dir = path.entry().inode();
        int error = Permission.mayCreate(dir, dentry);
        if (error == 0) {
            error =
                    dir.op.mkdir(
                            dir, dentry, prepareMode(dir, mode, Mode.S_IRWXUGO | Mode.S_ISVTX, 0));
        }
        created(dir, error);
        PathLookup.doneCreating(path, dentry);
        return error;
    }

    /** mknodat(2); {@code rdev} in the form of {@link dev.fuselage.fuse.linux.DeviceNumber}. */
    public int mknod(int dfd, String name, int mode, int rdev) {
        int type = mode & Mode.S_IFMT;
        if (type == Mode.S_IFDIR) {
            return -Errno.EPERM;
        }
        if (type != 0 && type != Mode.S_IFREG && !Mode.isSpecial(mode)) {
            return -Errno.EINVAL;
        }
        int error = mknodOnce(dfd, name, mode, rdev, 0);
        return retry(error, 0) ? mknodOnce(dfd, name, mode, rdev, LookupFlags.REVAL) : error;
    }

    @KernelFunction("do_mknodat")
    private int mknodOnce(int dfd, String name, int mode, int rdev, int flags) {
        Path path = new Path();
        Dentry dentry = vfs.paths().create(dfd, name, flags, path, new Qstr());
        if (dentry.isError()) {
            return dentry.error();
        }
        Inode dir = path.entry().inode();
        int error = Permission.mayCreate(dir, dentry);
        if (error == 0) {
            error =
                    Mode.isSpecial(mode)
                            ? special(dir, dentry, mode, rdev)
                            : regular(dir, dentry, mode);
        }
        created(dir, error);
        PathLookup.doneCreating(path, dentry);
        return error;
    }

    private static int regular(Inode dir, Dentry dentry, int mode) {
        return dir.op.create(
                dir, dentry, prepareMode(dir, mode, Mode.S_IALLUGO, Mode.S_IFREG), true);
    }

    private int special(Inode dir, Dentry dentry, int mode, int rdev) {
        boolean device = Mode.isCharacterDevice(mode) || Mode.isBlockDevice(mode);
        boolean whiteout = Mode.isCharacterDevice(mode) && rdev == 0;
        if (device && !whiteout && !vfs.credentials().capable(Capability.MKNOD)) {
            return -Errno.EPERM;
        }
        return dir.op.mknod(dir, dentry, prepareMode(dir, mode, mode, mode), device ? rdev : 0);
    }

    private static void created(Inode dir, int error) {
        if (error == 0) {
            Fsnotify.create(dir);
        }
    }

    /** symlinkat(2). */
    public int symlink(String target, int dfd, String name) {
        int error = PathLookup.checkName(target, 0);
        if (error != 0) {
            return error;
        }
        error = symlinkOnce(target, dfd, name, 0);
        return retry(error, 0) ? symlinkOnce(target, dfd, name, LookupFlags.REVAL) : error;
    }

    @KernelFunction("do_symlinkat")
    private int symlinkOnce(String target, int dfd, String name, int flags) {
        Path path = new Path();
        Dentry dentry = vfs.paths().create(dfd, name, flags, path, new Qstr());
        if (dentry.isError()) {
            return dentry.error();
        }
        Inode dir = path.entry().inode();
        int error = Permission.mayCreate(dir, dentry);
        if (error == 0) {
            error = dir.op.symlink(dir, dentry, target);
        }
        created(dir, error);
        PathLookup.doneCreating(path, dentry);
        return error;
    }

    /**
     * linkat(2).
     *
     * @param how {@link LookupFlags#FOLLOW} to link what a symbolic link points at, {@link
     *     LookupFlags#EMPTY} to link an open file
     */
    public int link(int oldDfd, String old, int newDfd, String name, int how) {
        int error = linkOnce(oldDfd, old, newDfd, name, how);
        return retry(error, how)
                ? linkOnce(oldDfd, old, newDfd, name, how | LookupFlags.REVAL)
                : error;
    }

    @KernelFunction("do_linkat")
    private int linkOnce(int oldDfd, String old, int newDfd, String name, int how) {
        Path source = new Path();
        int error = vfs.paths().lookup(oldDfd, old, how, source);
        if (error != 0) {
            return error;
        }
        Path path = new Path();
        Dentry dentry = vfs.paths().create(newDfd, name, how & LookupFlags.REVAL, path, new Qstr());
        error = dentry.error();
        if (error == 0) {
            if (source.mnt != path.mnt) {
                error = -Errno.EXDEV;
            } else if (!mayLink(source.entry().inode())) {
                error = -Errno.EPERM;
            } else {
                error = vfsLink(source.entry(), path.entry().inode(), dentry);
            }
            PathLookup.doneCreating(path, dentry);
        }
        source.put();
        return error;
    }

    /**
     * protected_hardlinks (may_linkat): another's file only when it is regular, without set-id
     * bits, and readable and writable.
     */
    private static boolean mayLink(Inode inode) {
        int sgid = Mode.S_ISGID | Mode.S_IXGRP;
        boolean plain =
                inode.isRegular()
                        && (inode.mode & Mode.S_ISUID) == 0
                        && (inode.mode & sgid) != sgid;
        boolean safe = plain && Permission.check(inode, MayMask.MAY_READ | MayMask.MAY_WRITE) == 0;
        return safe || Permission.ownerOrCapable(inode);
    }

    @KernelFunction("vfs_link")
    private static int vfsLink(Dentry old, Inode dir, Dentry dentry) {
        Inode inode = old.inode();
        int error = Permission.mayCreate(dir, dentry);
        if (error != 0) {
            return error;
        }
        if (dir.sb != inode.sb) {
            return -Errno.EXDEV;
        }
        if (inode.isAppend() || inode.isImmutable() || inode.isDir()) {
            return -Errno.EPERM;
        }
        inode.lock();
        if (inode.nlink == 0 && (inode.state & Inode.I_LINKABLE) == 0) {
            error = -Errno.ENOENT;
        } else {
            error = dir.op.link(old, dir, dentry);
        }
        if (error == 0) {
            inode.state &= ~Inode.I_LINKABLE;
        }
        inode.unlock();
        created(dir, error);
        return error;
    }

    /** rmdir(2). */
    public int rmdir(int dfd, String name) {
        int error = rmdirOnce(dfd, name, 0);
        return retry(error, 0) ? rmdirOnce(dfd, name, LookupFlags.REVAL) : error;
    }

    @KernelFunction("do_rmdir")
    private int rmdirOnce(int dfd, String name, int flags) {
        Path path = new Path();
        Qstr last = new Qstr();
        int type = vfs.paths().parent(dfd, name, flags, path, last);
        if (type < 0) {
            return type;
        }
        int error =
                switch (type) {
                    case PathWalk.LAST_DOTDOT -> -Errno.ENOTEMPTY;
                    case PathWalk.LAST_DOT -> -Errno.EINVAL;
                    case PathWalk.LAST_ROOT -> -Errno.EBUSY;
                    default -> path.mount().wantWrite();
                };
        if (error == 0) {
            Inode dir = path.entry().inode();
            dir.lock();
            Dentry dentry = PathSteps.exclusive(last, path.entry(), flags);
            error = dentry.error();
            if (error == 0) {
                error = dentry.isNegative() ? -Errno.ENOENT : vfsRmdir(dir, dentry);
                dentry.put();
            }
            dir.unlock();
            path.mount().dropWrite();
        }
        path.put();
        return error;
    }

    /** vfs_rmdir. */
    @KernelFunction("vfs_rmdir")
    private int vfsRmdir(Inode dir, Dentry dentry) {
        int error = Permission.mayDelete(dir, dentry, true);
        if (error != 0) {
            return error;
        }
        dentry.get();
        Inode victim = dentry.inode();
        victim.lock();
        if (vfs.mounts().isMountpoint(dentry)) {
            error = -Errno.EBUSY;
        } else {
            error = dir.op.rmdir(dir, dentry);
        }
        if (error == 0) {
            dentry.shrinkParent();
            victim.flags |= InodeFlags.S_DEAD;
            noLongerMountable(dentry);
        }
        victim.unlock();
        dentry.put();
        if (error == 0) {
            deleted(dentry);
            Fsnotify.delete(dir);
        }
        return error;
    }

    /** dont_mount and detach_mounts. */
    void noLongerMountable(Dentry dentry) {
        dentry.flags |= Dentry.DCACHE_CANT_MOUNT;
        if (dentry.isMountpoint()) {
            vfs.mounts().detachMounts(dentry);
        }
    }

    /** d_delete_notify: the inode outlives the change of its dentry. */
    private void deleted(Dentry dentry) {
        Inode inode = dentry.inode().get();
        vfs.dentries().delete(dentry);
        inode.put();
    }

    /**
     * What a name stands for was removed behind the kernel's back: the name becomes a negative
     * entry ({@code fuse_reverse_inval_entry}). The lock of the directory is held.
     *
     * @param isStill whether the inode is the one that was removed; asked with its lock held
     * @return 0, -ENOENT when it is not, -EBUSY on a mount point, -ENOTEMPTY above cached names
     */
    public int removed(Dentry dentry, Predicate<Inode> isStill) {
        Inode victim = dentry.inode();
        victim.lock();
        int error = 0;
        if (!isStill.test(victim)) {
            error = -Errno.ENOENT;
        } else if (vfs.mounts().isMountpoint(dentry)) {
            error = -Errno.EBUSY;
        } else if (dentry.isDir()) {
            dentry.shrinkParent();
            if (hasPositiveChild(dentry)) {
                error = -Errno.ENOTEMPTY;
            } else {
                victim.flags |= InodeFlags.S_DEAD;
            }
        }
        if (error == 0) {
            noLongerMountable(dentry);
            victim.nlink = 0;
        }
        victim.unlock();
        if (error == 0) {
            deleted(dentry);
        }
        return error;
    }

    /** The opposite of simple_empty. */
    private static boolean hasPositiveChild(Dentry dir) {
        for (Dentry d = dir.firstChild; d != null; d = d.siblingNext) {
            if (d.isPositive() && !d.isUnhashed()) {
                return true;
            }
        }
        return false;
    }

    /** unlink(2). */
    public int unlink(int dfd, String name) {
        int error = unlinkOnce(dfd, name, 0);
        return retry(error, 0) ? unlinkOnce(dfd, name, LookupFlags.REVAL) : error;
    }

    @KernelFunction("do_unlinkat")
    private int unlinkOnce(int dfd, String name, int flags) {
        Path path = new Path();
        Qstr last = new Qstr();
        int type = vfs.paths().parent(dfd, name, flags, path, last);
        if (type < 0) {
            return type;
        }
        int error = type == PathWalk.LAST_NORM ? path.mount().wantWrite() : -Errno.EISDIR;
        if (error == 0) {
            error = unlinkIn(path, last, flags);
            path.mount().dropWrite();
        }
        path.put();
        return error;
    }

    private int unlinkIn(Path path, Qstr last, int flags) {
        Inode dir = path.entry().inode();
        dir.lock();
        Dentry dentry = PathSteps.exclusive(last, path.entry(), flags);
        int error = dentry.error();
        Inode inode = null;
        if (error == 0) {
            if (dentry.isNegative()) {
                error = -Errno.ENOENT;
            } else if (last.isFollowed()) {
                error = dentry.isDir() ? -Errno.EISDIR : -Errno.ENOTDIR;
            } else {
                inode = dentry.inode().get();
                error = vfsUnlink(dir, dentry);
            }
            dentry.put();
        }
        dir.unlock();
        if (inode != null) {
            inode.put();
        }
        return error;
    }

    /** vfs_unlink. */
    @KernelFunction("vfs_unlink")
    private int vfsUnlink(Inode dir, Dentry dentry) {
        int error = Permission.mayDelete(dir, dentry, false);
        if (error != 0) {
            return error;
        }
        Inode target = dentry.inode();
        target.lock();
        if (vfs.mounts().isMountpoint(dentry)) {
            error = -Errno.EBUSY;
        } else {
            error = dir.op.unlink(dir, dentry);
            if (error == 0) {
                noLongerMountable(dentry);
            }
        }
        target.unlock();
        if (error == 0) {
            deleted(dentry);
            Fsnotify.delete(dir);
        }
        return error;
    }
}
