package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.RenameFlags;
import dev.fuselage.kernel.task.KernelFunction;
import org.jspecify.annotations.Nullable;

/**
 * Renaming (the rename part of fs/namei.c).
 *
 * <p>Locks are taken in this order: s_vfs_rename_mutex when the directories differ; the
 * directories, an ancestor first; then the directories that move or are replaced; then files, the
 * older inode first.
 */
@SuppressWarnings("ReferenceEquality") // identity is what is meant
public final class Renames {
    private static final int KNOWN =
            RenameFlags.RENAME_NOREPLACE
                    | RenameFlags.RENAME_EXCHANGE
                    | RenameFlags.RENAME_WHITEOUT;

    private final Vfs vfs;

    Renames(Vfs vfs) {
        this.vfs = vfs;
    }

    /**
     * A look-up found a directory that is cached under another name: moves the alias, if its locks
     * can be had at once (__d_unalias); 0 or -ESTALE.
     */
    int unalias(Dentry alias, Dentry dentry) {
        if (alias.parent == dentry.parent) {
            vfs.dentries().move(alias, dentry);
            return 0;
        }
        if (!dentry.sb().renameMutex().tryLock()) {
            return -Errno.ESTALE;
        }
        int error = -Errno.ESTALE;
        Inode oldDir = alias.parent.inode();
        if (oldDir.tryLockShared()) {
            vfs.dentries().move(alias, dentry);
            oldDir.unlockShared();
            error = 0;
        }
        dentry.sb().renameMutex().unlock();
        return error;
    }

    /** renameat2(2). */
    public int rename(int oldDfd, String from, int newDfd, String to, int flags) {
        boolean exchange = (flags & RenameFlags.RENAME_EXCHANGE) != 0;
        boolean others =
                (flags & (RenameFlags.RENAME_NOREPLACE | RenameFlags.RENAME_WHITEOUT)) != 0;
        if ((flags & ~KNOWN) != 0 || (exchange && others)) {
            return -Errno.EINVAL;
        }
        int error = renameOnce(oldDfd, from, newDfd, to, flags, 0);
        return error == -Errno.ESTALE
                ? renameOnce(oldDfd, from, newDfd, to, flags, LookupFlags.REVAL)
                : error;
    }

    @KernelFunction("do_renameat2")
    private int renameOnce(
            int oldDfd, String from, int newDfd, String to, int flags, int lookupFlags) {
        Path oldPath = new Path();
        Qstr oldLast = new Qstr();
        int oldType = vfs.paths().parent(oldDfd, from, lookupFlags, oldPath, oldLast);
        if (oldType < 0) {
            return oldType;
        }
        Path newPath = new Path();
        Qstr newLast = new Qstr();
        int newType = vfs.paths().parent(newDfd, to, lookupFlags, newPath, newLast);
        int error = Math.min(newType, 0);
        if (error == 0) {
            if (oldPath.mnt != newPath.mnt) {
                error = -Errno.EXDEV;
            } else if (oldType != PathWalk.LAST_NORM) {
                error = -Errno.EBUSY;
            } else if (newType != PathWalk.LAST_NORM) {
                error = (flags & RenameFlags.RENAME_NOREPLACE) != 0 ? -Errno.EEXIST : -Errno.EBUSY;
            } else {
                error = oldPath.mount().wantWrite();
            }
            if (error == 0) {
                error =
                        lockedRename(
                                oldPath.entry(),
                                oldLast,
                                newPath.entry(),
                                newLast,
                                flags,
                                lookupFlags);
                oldPath.mount().dropWrite();
            }
            newPath.put();
        }
        oldPath.put();
        return error;
    }

    private int lockedRename(
            Dentry oldDir, Qstr oldLast, Dentry newDir, Qstr newLast, int flags, int lookupFlags) {
        Dentry trap = lock(newDir, oldDir);
        if (trap != null && trap.isError()) {
            return trap.error();
        }
        Dentry old = PathSteps.exclusive(oldLast, oldDir, lookupFlags);
        int error = old.error();
        if (error == 0) {
            error = old.isNegative() ? -Errno.ENOENT : 0;
            if (error == 0) {
                int target =
                        (flags & RenameFlags.RENAME_EXCHANGE) != 0 ? 0 : LookupFlags.RENAME_TARGET;
                Dentry fresh = PathSteps.exclusive(newLast, newDir, lookupFlags | target);
                error = fresh.error();
                if (error == 0) {
                    error = checkNames(old, oldLast, fresh, newLast, flags, trap);
                    if (error == 0) {
                        error = vfsRename(oldDir.inode(), old, newDir.inode(), fresh, flags);
                    }
                    fresh.put();
                }
            }
            old.put();
        }
        unlock(newDir, oldDir);
        return error;
    }

    private static int checkNames(
            Dentry old,
            Qstr oldLast,
            Dentry fresh,
            Qstr newLast,
            int flags,
            @Nullable Dentry trap) {
        boolean exchange = (flags & RenameFlags.RENAME_EXCHANGE) != 0;
        if ((flags & RenameFlags.RENAME_NOREPLACE) != 0 && fresh.isPositive()) {
            return -Errno.EEXIST;
        }
        if (exchange) {
            if (fresh.isNegative()) {
                return -Errno.ENOENT;
            }
            if (!fresh.isDir() && newLast.isFollowed()) {
                return -Errno.ENOTDIR;
            }
        }
        if (!old.isDir() && (oldLast.isFollowed() || (!exchange && newLast.isFollowed()))) {
            return -Errno.ENOTDIR;
        }
        if (old == trap) {
            return -Errno.EINVAL;
        }
        return fresh == trap ? (exchange ? -Errno.EINVAL : -Errno.ENOTEMPTY) : 0;
    }

    // ---- the directories

    /**
     * Locks two directories (lock_rename): the child of one that is above the other, null, or an
     * error without locks.
     */
    @KernelFunction("lock_rename")
    private static @Nullable Dentry lock(Dentry one, Dentry two) {
        if (one == two) {
            one.inode().lock();
            return null;
        }
        one.sb().renameMutex().lock();
        Dentry p = one;
        while (p.parent != two && p.parent != p) {
            p = p.parent;
        }
        if (p.parent == two) {
            two.inode().lock();
            one.inode().lock();
            return p;
        }
        Dentry q = two;
        while (q.parent != one && q.parent != p && q.parent != q) {
            q = q.parent;
        }
        boolean related = q.parent == one || q.parent == p;
        if (!related) {
            one.sb().renameMutex().unlock();
            return Dentry.error(-Errno.EXDEV);
        }
        one.inode().lock();
        two.inode().lock();
        return q.parent == one ? q : null;
    }

    private static void unlock(Dentry one, Dentry two) {
        one.inode().unlock();
        if (one != two) {
            two.inode().unlock();
            one.sb().renameMutex().unlock();
        }
    }

    // ---- the rename itself

    /** vfs_rename. */
    @KernelFunction("vfs_rename")
    private int vfsRename(Inode oldDir, Dentry old, Inode newDir, Dentry fresh, int flags) {
        Inode source = old.inode();
        Inode target = fresh.inodeOrNull();
        if (source == target) {
            return 0;
        }
        boolean exchange = (flags & RenameFlags.RENAME_EXCHANGE) != 0;
        boolean isDir = old.isDir();
        boolean newIsDir = fresh.isDir();
        int error = Permission.mayDelete(oldDir, old, isDir);
        if (error == 0) {
            error =
                    target == null
                            ? Permission.mayCreate(newDir, fresh)
                            : Permission.mayDelete(newDir, fresh, exchange ? newIsDir : isDir);
        }
        if (error == 0 && !oldDir.op.hasRename()) {
            error = -Errno.EPERM;
        }
        boolean moves = newDir != oldDir;
        if (error == 0 && moves && isDir) {
            error = Permission.check(source, MayMask.MAY_WRITE);
        }
        if (error == 0 && moves && exchange && newIsDir && target != null) {
            error = Permission.check(target, MayMask.MAY_WRITE);
        }
        if (error != 0) {
            return error;
        }
        fresh.get();
        boolean lockSource = !isDir || moves;
        boolean lockTarget = target != null && (!newIsDir || moves || !exchange);
        lockChildren(source, lockSource, target, lockTarget);
        if (vfs.mounts().isMountpoint(old) || vfs.mounts().isMountpoint(fresh)) {
            error = -Errno.EBUSY;
        } else {
            error = oldDir.op.rename(oldDir, old, newDir, fresh, flags);
        }
        if (error == 0) {
            renamed(old, fresh, exchange, isDir ? target : null);
            Fsnotify.move(oldDir, newDir);
            if (exchange) {
                Fsnotify.move(newDir, oldDir);
            }
        }
        if (lockSource) {
            source.unlock();
        }
        if (target != null && lockTarget) {
            target.unlock();
        }
        fresh.put();
        return error;
    }

    /** Directories before files, files the older first. */
    private static void lockChildren(
            Inode source, boolean lockSource, @Nullable Inode target, boolean lockTarget) {
        boolean both = target != null && lockTarget && lockSource;
        if (target != null && both) {
            boolean swap =
                    source.isDir() == target.isDir()
                            ? !source.isDir() && target.order < source.order
                            : target.isDir();
            (swap ? target : source).lock();
            (swap ? source : target).lock();
        } else if (lockSource) {
            source.lock();
        } else if (target != null && lockTarget) {
            target.lock();
        }
    }

    private void renamed(Dentry old, Dentry fresh, boolean exchange, @Nullable Inode replacedDir) {
        if (!exchange && fresh.isPositive()) {
            if (replacedDir != null) {
                fresh.shrinkParent();
                replacedDir.flags |= InodeFlags.S_DEAD;
            }
            vfs.nameChanges().noLongerMountable(fresh);
        }
        if (old.sb().type.renameDoesDMove()) {
            return;
        }
        if (exchange) {
            vfs.dentries().exchange(old, fresh);
        } else {
            vfs.dentries().move(old, fresh);
        }
    }
}
