package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseGetxattrIn;
import dev.fuselage.fuse.FuseGetxattrOut;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.FuseSetxattrIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.XattrHandler;
import dev.fuselage.kernel.vfs.Xattrs;
import org.jspecify.annotations.Nullable;

/** Extended attributes: one handler for all names; nothing is cached (fs/fuse/xattr.c). */
final class FuseXattr extends XattrHandler {
    static final FuseXattr INSTANCE = new FuseXattr();

    /** {@code XATTR_LIST_MAX}. */
    private static final int LIST_MAX = 65536;

    private FuseXattr() {
        super("");
    }

    @Override
    @KernelFunction("fuse_getxattr")
    public long get(Dentry dentry, Inode inode, String name, byte @Nullable [] value, int size) {
        FuseInode fi = FuseInode.of(inode);
        return fi.isBad() ? -Errno.EIO : get(fi, name, value, size);
    }

    @Override
    @KernelFunction("fuse_setxattr")
    public int set(
            Dentry dentry, Inode inode, String name, byte @Nullable [] value, int size, int flags) {
        FuseInode fi = FuseInode.of(inode);
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        return value == null ? remove(fi, name) : set(fi, name, value, size, flags, 0);
    }

    /** {@code fuse_getxattr}. */
    @KernelFunction("fuse_getxattr")
    static long get(FuseInode fi, String name, byte @Nullable [] value, int size) {
        FuseMissing missing = fi.conn().missing;
        if (missing.getxattr) {
            return -Errno.EOPNOTSUPP;
        }
        FuseReq req =
                fi.conn()
                        .request(fi.mount(), Opcode.GETXATTR, fi.nodeid, size + name.length() + 64);
        FuseGetxattrIn.SIZE_FIELD.set(req.in(FuseGetxattrIn.SIZE), size);
        req.inName(name);
        long result = sized(fi, req, value, size, Xattrs.SIZE_MAX);
        if (result == -Errno.ENOSYS) {
            missing.getxattr = true;
            return -Errno.EOPNOTSUPP;
        }
        return result;
    }

    /** Two operations in one: size 0 asks how long the value is. */
    private static long sized(
            FuseInode fi, FuseReq req, byte @Nullable [] value, int size, int most) {
        if (size > 0) {
            req.out(size);
            req.outArgvar = true;
        } else {
            req.out(FuseGetxattrOut.SIZE);
        }
        long result = fi.conn().send(req);
        if (result == 0 && size == 0) {
            result = Math.min(FuseGetxattrOut.SIZE_FIELD.getUnsigned(req.reply()), most);
        } else if (result > 0 && value != null) {
            Wire out = req.reply();
            FuseText.read(out.base(), value, (int) result);
        }
        req.release();
        return result;
    }

    /** {@code fuse_setxattr}. */
    @KernelFunction("fuse_setxattr")
    static int set(FuseInode fi, String name, byte[] value, int size, int flags, int extraFlags) {
        FuseConn fc = fi.conn();
        if (fc.missing.setxattr) {
            return -Errno.EOPNOTSUPP;
        }
        FuseReq req = fc.request(fi.mount(), Opcode.SETXATTR, fi.nodeid, size + name.length() + 64);
        boolean extended = fc.features.setxattrExt;
        Wire in = req.in(extended ? FuseSetxattrIn.SIZE : FuseProtocol.COMPAT_SETXATTR_IN_SIZE);
        FuseSetxattrIn.SIZE_FIELD.set(in, size);
        FuseSetxattrIn.FLAGS.set(in, flags);
        if (extended) {
            FuseSetxattrIn.SETXATTR_FLAGS.set(in, extraFlags);
        }
        req.inName(name);
        req.inBytes(value, size);
        int error = fc.send(req);
        req.release();
        if (error == -Errno.ENOSYS) {
            fc.missing.setxattr = true;
            error = -Errno.EOPNOTSUPP;
        }
        if (error == 0) {
            fi.ctimeChanged();
        }
        return error;
    }

    /** {@code fuse_removexattr}. */
    @KernelFunction("fuse_removexattr")
    static int remove(FuseInode fi, String name) {
        FuseConn fc = fi.conn();
        if (fc.missing.removexattr) {
            return -Errno.EOPNOTSUPP;
        }
        FuseReq req = fc.request(fi.mount(), Opcode.REMOVEXATTR, fi.nodeid);
        req.inName(name);
        int error = fc.send(req);
        req.release();
        if (error == -Errno.ENOSYS) {
            fc.missing.removexattr = true;
            error = -Errno.EOPNOTSUPP;
        }
        if (error == 0) {
            fi.ctimeChanged();
        }
        return error;
    }

    /** {@code fuse_listxattr}. */
    @KernelFunction("fuse_listxattr")
    static long list(FuseInode fi, byte[] list, int size) {
        FuseConn fc = fi.conn();
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        if (!FusePermission.allowsCurrent(fc)) {
            return -Errno.EACCES;
        }
        if (fc.missing.listxattr) {
            return -Errno.EOPNOTSUPP;
        }
        FuseReq req = fc.request(fi.mount(), Opcode.LISTXATTR, fi.nodeid, size + 64);
        FuseGetxattrIn.SIZE_FIELD.set(req.in(FuseGetxattrIn.SIZE), size);
        long result = sized(fi, req, list, size, LIST_MAX);
        if (result > 0 && size > 0 && !isList(list, (int) result)) {
            return -Errno.EIO;
        }
        if (result == -Errno.ENOSYS) {
            fc.missing.listxattr = true;
            return -Errno.EOPNOTSUPP;
        }
        return result;
    }

    /** Names that are not empty, each with its NUL ({@code fuse_verify_xattr_list}). */
    private static boolean isList(byte[] list, int size) {
        int start = 0;
        for (int i = 0; i < size; i++) {
            if (list[i] == 0) {
                if (i == start) {
                    return false;
                }
                start = i + 1;
            }
        }
        return start == size;
    }
}
