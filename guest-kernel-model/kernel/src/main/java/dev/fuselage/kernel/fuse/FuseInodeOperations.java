package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.SetxattrFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.FileAttr;
import dev.fuselage.kernel.vfs.Iattr;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.InodeOperations;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Path;
import dev.fuselage.kernel.vfs.Permission;
import org.jspecify.annotations.Nullable;

/**
 * What regular and special files and directories have in common ({@code
 * fuse_common_inode_operations}).
 */
class FuseInodeOperations extends InodeOperations {
    static final FuseInodeOperations INSTANCE = new FuseInodeOperations();

    /** Largest access control list ({@code PAGE_SIZE}). */
    private static final int ACL_BYTES = 4096;

    FuseInodeOperations() {}

    @Override
    @KernelFunction("fuse_permission")
    public int permission(Inode inode, int mask) {
        return FusePermission.permission(FuseInode.of(inode), mask);
    }

    @Override
    @KernelFunction("fuse_setattr")
    public int setattr(Dentry dentry, Iattr attr) {
        return FuseSetattr.setattr(dentry, attr);
    }

    @Override
    @KernelFunction("fuse_getattr")
    public int getattr(Path path, Kstat out, int requestMask, int queryFlags) {
        return getattr(FuseInode.of(path.entry().inode()), out, requestMask, queryFlags);
    }

    /** {@code fuse_getattr}. */
    @KernelFunction("fuse_getattr")
    static int getattr(FuseInode fi, Kstat out, int requestMask, int queryFlags) {
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        if (!FusePermission.allowsCurrent(fi.conn())) {
            if (requestMask != 0) {
                return -Errno.EACCES;
            }
            // Asked for nothing: the device number is no secret.
            out.resultMask = 0;
            out.dev = fi.sb.dev;
            return 0;
        }
        return FuseGetattr.get(fi, null, out, requestMask, queryFlags);
    }

    @Override
    @KernelFunction("fuse_listxattr")
    public long listxattr(Dentry dentry, byte[] list, int size) {
        return FuseXattr.list(FuseInode.of(dentry.inode()), list, size);
    }

    @Override
    public long getAcl(Dentry dentry, String name, byte[] value) {
        FuseInode fi = FuseInode.of(dentry.inode());
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        if (fi.conn().missing.getxattr) {
            return -Errno.ENODATA;
        }
        long size = FuseXattr.get(fi, name, value, Math.min(value.length, ACL_BYTES));
        if (size == -Errno.ERANGE) {
            return -Errno.E2BIG;
        }
        boolean none = size == 0 || (size == -Errno.EOPNOTSUPP && fi.conn().missing.getxattr);
        return none ? -Errno.ENODATA : size;
    }

    @Override
    public int setAcl(Dentry dentry, String name, byte @Nullable [] value, int size) {
        FuseInode fi = FuseInode.of(dentry.inode());
        FuseConn fc = fi.conn();
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        if (fc.missing.setxattr) {
            return -Errno.EOPNOTSUPP;
        }
        boolean posix = fc.features.posixAcl;
        int error;
        if (value == null) {
            error = FuseXattr.remove(fi, name);
        } else if (size > ACL_BYTES) {
            return -Errno.E2BIG;
        } else {
            boolean kill = posix && !Permission.inGroupOrCapable(fi, fi.gid);
            error =
                    FuseXattr.set(
                            fi,
                            name,
                            value,
                            size,
                            0,
                            kill ? SetxattrFlags.SETXATTR_ACL_KILL_SGID : 0);
        }
        if (posix) {
            // The server may have changed the mode with it.
            fi.invalidateAttr();
        }
        return error;
    }

    @Override
    public int fileattrGet(Dentry dentry, FileAttr out) {
        return FuseIoctl.getAttr(FuseInode.of(dentry.inode()), out);
    }

    @Override
    public int fileattrSet(Dentry dentry, FileAttr attr) {
        return FuseIoctl.setAttr(FuseInode.of(dentry.inode()), attr);
    }
}
