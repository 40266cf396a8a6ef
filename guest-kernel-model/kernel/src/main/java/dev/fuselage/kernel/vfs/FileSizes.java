package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FallocateMode;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.task.KernelFunction;
import org.jspecify.annotations.Nullable;

/** truncate(2), ftruncate(2) and fallocate(2) (fs/open.c). */
public final class FileSizes {
    private FileSizes() {}

    /**
     * Changes a size, giving up set-id bits and capabilities as it must (do_truncate).
     *
     * @param timeAttrs ATTR_* bits that come along
     * @param file the file it is asked through, or null
     */
    @KernelFunction("do_truncate")
    static int truncate(Dentry dentry, long length, int timeAttrs, @Nullable OpenFile file) {
        if (length < 0) {
            return -Errno.EINVAL;
        }
        Iattr attr = new Iattr();
        attr.size = length;
        attr.valid = AttrValid.ATTR_SIZE | timeAttrs;
        if (file != null) {
            attr.file = file;
            attr.valid |= AttrValid.ATTR_FILE;
        }
        int kill = Attributes.needsRemovePrivs(dentry);
        if (kill < 0) {
            return kill;
        }
        if (kill != 0) {
            attr.valid |= kill | AttrValid.ATTR_FORCE;
        }
        Inode inode = dentry.inode();
        inode.lock();
        int error = Attributes.notifyChange(dentry, attr);
        inode.unlock();
        return error;
    }

    /** truncate(2) of a place (vfs_truncate). */
    @KernelFunction("do_truncate")
    public static int truncate(Path path, long length) {
        Inode inode = path.entry().inode();
        if (inode.isDir()) {
            return -Errno.EISDIR;
        }
        if (!inode.isRegular()) {
            return -Errno.EINVAL;
        }
        Mount mount = path.mount();
        int error = mount.wantWrite();
        if (error != 0) {
            return error;
        }
        error = Permission.check(inode, MayMask.MAY_WRITE);
        if (error == 0) {
            if (inode.isAppend()) {
                error = -Errno.EPERM;
            } else if (inode.writeCount < 0) {
                error = -Errno.ETXTBSY;
            } else {
                inode.writeCount++;
                error = truncate(path.entry(), length, 0, null);
                inode.writeCount--;
            }
        }
        mount.dropWrite();
        return error;
    }

    /** ftruncate(2) of an open file (do_ftruncate). */
    @KernelFunction("do_truncate")
    public static int truncate(OpenFile file, long length) {
        if (length < 0) {
            return -Errno.EINVAL;
        }
        if (!file.inode().isRegular() || !file.has(FileMode.FMODE_WRITE)) {
            return -Errno.EINVAL;
        }
        if (file.inode().isAppend()) {
            return -Errno.EPERM;
        }
        return truncate(file.dentry(), length, AttrValid.ATTR_MTIME | AttrValid.ATTR_CTIME, file);
    }

    /** fallocate(2) (vfs_fallocate). */
    @KernelFunction("vfs_fallocate")
    public static int fallocate(OpenFile file, int mode, long offset, long length) {
        if (offset < 0 || length <= 0) {
            return -Errno.EINVAL;
        }
        if (!isKnownMode(mode)) {
            return -Errno.EOPNOTSUPP;
        }
        if (!file.has(FileMode.FMODE_WRITE)) {
            return -Errno.EBADF;
        }
        Inode inode = file.inode();
        boolean appends = (mode & ~FallocateMode.FALLOC_FL_KEEP_SIZE) != 0 && inode.isAppend();
        if (appends || inode.isImmutable()) {
            return -Errno.EPERM;
        }
        if (Mode.isFifo(inode.mode)) {
            return -Errno.ESPIPE;
        }
        if (inode.isDir()) {
            return -Errno.EISDIR;
        }
        if (!inode.isRegular()) {
            return -Errno.ENODEV;
        }
        long end = offset + length;
        if (end < 0 || end > inode.sb.maxBytes) {
            return -Errno.EFBIG;
        }
        if (!file.op().hasFallocate()) {
            return -Errno.EOPNOTSUPP;
        }
        int error = file.op().fallocate(file, mode, offset, length);
        if (error == 0) {
            Fsnotify.modify(file);
        }
        return error;
    }

    private static boolean isKnownMode(int mode) {
        boolean keep = (mode & FallocateMode.FALLOC_FL_KEEP_SIZE) != 0;
        return switch (mode & ~FallocateMode.FALLOC_FL_KEEP_SIZE) {
            case 0, FallocateMode.FALLOC_FL_UNSHARE_RANGE, FallocateMode.FALLOC_FL_ZERO_RANGE ->
                    true;
            case FallocateMode.FALLOC_FL_PUNCH_HOLE -> keep;
            case FallocateMode.FALLOC_FL_COLLAPSE_RANGE, FallocateMode.FALLOC_FL_INSERT_RANGE ->
                    !keep;
            default -> false;
        };
    }
}
