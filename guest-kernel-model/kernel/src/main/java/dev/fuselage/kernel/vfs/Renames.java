package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;

/** Renaming, and the locks it takes (the rename part of fs/namei.c). */
final class Renames {
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
}
