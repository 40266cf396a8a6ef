package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.XattrFlags;
import dev.fuselage.kernel.task.Capability;
import org.jspecify.annotations.Nullable;

/** Extended attributes (fs/xattr.c): who may, and which handler of the file system answers. */
public final class Xattrs {
    /** Longest value in bytes (XATTR_SIZE_MAX). */
    public static final int SIZE_MAX = 65536;

    /** Longest name in bytes (XATTR_NAME_MAX). */
    public static final int NAME_MAX = 255;

    private static final String CAPABILITY = "security.capability";
    private static final int CAP_DATA_2 = 20;
    private static final int CAP_DATA_3 = 24;
    private static final int CAP_REVISION_2 = 0x02000000;
    private static final int CAP_REVISION_3 = 0x03000000;
    private static final int CAP_EFFECTIVE = 1;

    /** What get_acl asks for, whatever the user's buffer holds. */
    private static final int ACL_BYTES = 4096;

    private Xattrs() {}

    private static boolean isAcl(String name) {
        return name.equals("system.posix_acl_access") || name.equals("system.posix_acl_default");
    }

    private static @Nullable XattrHandler handler(Inode inode, String name) {
        for (XattrHandler handler : inode.sb.xattrHandlers) {
            if (name.startsWith(handler.prefix())) {
                return handler;
            }
        }
        return null;
    }

    private static int permission(Inode inode, String name, int mask) {
        boolean write = (mask & MayMask.MAY_WRITE) != 0;
        if (write && (inode.isImmutable() || inode.isAppend())) {
            return -Errno.EPERM;
        }
        if (name.startsWith("security.") || name.startsWith("system.")) {
            return 0;
        }
        if (name.startsWith("trusted.")) {
            boolean admin = inode.sb.vfs().credentials().capable(Capability.SYS_ADMIN);
            return admin ? 0 : write ? -Errno.EPERM : -Errno.ENODATA;
        }
        if (name.startsWith("user.")) {
            if (!inode.isRegular() && !inode.isDir()) {
                return write ? -Errno.EPERM : -Errno.ENODATA;
            }
            boolean sticky =
                    inode.isDir() && (inode.mode & dev.fuselage.fuse.linux.Mode.S_ISVTX) != 0;
            if (sticky && write && !Permission.ownerOrCapable(inode)) {
                return -Errno.EPERM;
            }
        }
        return Permission.check(inode, mask);
    }

    /** Reads a value without permission checks (__vfs_getxattr). */
    public static long getUnchecked(Dentry dentry, String name, byte @Nullable [] value, int size) {
        Inode inode = dentry.inode();
        XattrHandler handler = isAcl(name) ? null : handler(inode, name);
        return handler == null ? -Errno.EOPNOTSUPP : handler.get(dentry, inode, name, value, size);
    }

    /**
     * Reads a value (do_getxattr): its length, or negative; -ERANGE when the buffer is too small.
     */
    public static long get(Dentry dentry, String name, byte @Nullable [] value, int size) {
        Inode inode = dentry.inode();
        if (isAcl(name)) {
            return getAcl(dentry, name, value, size);
        }
        int error = permission(inode, name, MayMask.MAY_READ);
        if (error != 0) {
            return error;
        }
        if (name.equals(CAPABILITY)) {
            long length = getCapability(dentry, value, size);
            if (length != -Errno.EOPNOTSUPP) {
                return length;
            }
        }
        return getUnchecked(dentry, name, value, size);
    }

    /**
     * The capability module asks how long the value is and reads it after that
     * (cap_inode_getsecurity).
     */
    private static long getCapability(Dentry dentry, byte @Nullable [] value, int size) {
        long length = getUnchecked(dentry, CAPABILITY, null, 0);
        if (length < 0) {
            return length;
        }
        byte[] whole = new byte[(int) length + 1];
        length = getUnchecked(dentry, CAPABILITY, whole, (int) length);
        if (length < 0) {
            return length;
        }
        if (!isCapability(whole, (int) length)) {
            return -Errno.EINVAL;
        }
        if (length == CAP_DATA_3 && word(whole, CAP_DATA_2) == 0) {
            length = asFirstNamespaces(whole);
        }
        if (value == null || size == 0) {
            return length;
        }
        if (length > size) {
            return -Errno.ERANGE;
        }
        System.arraycopy(whole, 0, value, 0, (int) length);
        return length;
    }

    private static int word(byte[] value, int at) {
        return (value[at] & 0xff)
                | (value[at + 1] & 0xff) << 8
                | (value[at + 2] & 0xff) << 16
                | value[at + 3] << 24;
    }

    /** Whether a value has the length that goes with the revision at its start. */
    private static boolean isCapability(byte[] value, int size) {
        int revision = size == CAP_DATA_2 ? CAP_REVISION_2 : CAP_REVISION_3;
        return (size == CAP_DATA_2 || size == CAP_DATA_3)
                && (word(value, 0) & ~CAP_EFFECTIVE) == revision;
    }

    /** The form without a root user, for root's own namespace; its length. */
    private static long asFirstNamespaces(byte[] value) {
        value[3] = (byte) (CAP_REVISION_2 >>> 24);
        return CAP_DATA_2;
    }

    private static long getAcl(Dentry dentry, String name, byte @Nullable [] value, int size) {
        Inode inode = dentry.inode();
        if (!inode.isPosixAcl() || inode.isLink()) {
            return -Errno.EOPNOTSUPP;
        }
        byte[] whole = new byte[ACL_BYTES];
        long length = inode.op.getAcl(dentry, name, whole);
        if (length <= 0 || value == null || size == 0) {
            return length == 0 ? -Errno.ENODATA : length;
        }
        if (length > size) {
            return -Errno.ERANGE;
        }
        System.arraycopy(whole, 0, value, 0, (int) length);
        return length;
    }

    /** Writes a value (do_setxattr). */
    public static int set(Dentry dentry, String name, byte[] value, int size, int flags) {
        if (isAcl(name)) {
            return setAcl(dentry, name, value, size);
        }
        if (size != 0 && name.equals(CAPABILITY)) {
            if (!isCapability(value, size)) {
                return -Errno.EINVAL;
            }
            if (!dentry.sb().vfs().credentials().capable(Capability.SETFCAP)) {
                return -Errno.EPERM;
            }
        }
        Inode inode = dentry.inode();
        inode.lock();
        int error = permission(inode, name, MayMask.MAY_WRITE);
        if (error == 0) {
            error = securityAllows(inode, name);
        }
        if (error == 0) {
            if (name.startsWith("security.")) {
                inode.flags &= ~InodeFlags.S_NOSEC;
            }
            XattrHandler handler = handler(inode, name);
            error =
                    handler == null
                            ? -Errno.EOPNOTSUPP
                            : handler.set(dentry, inode, name, value, size, flags);
        }
        changed(dentry, error);
        inode.unlock();
        return error;
    }

    /**
     * cap_inode_setxattr and cap_inode_removexattr: other security attributes are for
     * administrators.
     */
    private static int securityAllows(Inode inode, String name) {
        if (!name.startsWith("security.") || name.equals(CAPABILITY)) {
            return 0;
        }
        return inode.sb.vfs().credentials().capable(Capability.SYS_ADMIN) ? 0 : -Errno.EPERM;
    }

    private static int setAcl(Dentry dentry, String name, byte @Nullable [] value, int size) {
        Inode inode = dentry.inode();
        inode.lock();
        int error = 0;
        if (inode.isImmutable() || inode.isAppend()) {
            error = -Errno.EPERM;
        } else if (!inode.isPosixAcl() || inode.isLink()) {
            error = -Errno.EOPNOTSUPP;
        } else if (name.endsWith("default") && !inode.isDir()) {
            error = value == null ? 0 : -Errno.EACCES;
        } else if (!Permission.ownerOrCapable(inode)) {
            error = -Errno.EPERM;
        } else {
            error = inode.op.setAcl(dentry, name, value, size);
        }
        changed(dentry, error);
        inode.unlock();
        return error;
    }

    private static void changed(Dentry dentry, int error) {
        if (error == 0) {
            Fsnotify.attrib(dentry);
        }
    }

    /** Removes an attribute (removexattr). */
    public static int remove(Dentry dentry, String name) {
        if (isAcl(name)) {
            return setAcl(dentry, name, null, 0);
        }
        Inode inode = dentry.inode();
        inode.lock();
        int error = permission(inode, name, MayMask.MAY_WRITE);
        if (error == 0) {
            boolean capability = name.equals(CAPABILITY);
            boolean setfcap = inode.sb.vfs().credentials().capable(Capability.SETFCAP);
            error = capability && !setfcap ? -Errno.EPERM : securityAllows(inode, name);
        }
        if (error == 0) {
            error = removeUnchecked(dentry, name);
        }
        changed(dentry, error);
        inode.unlock();
        return error;
    }

    /** Removes an attribute without checks; the inode's lock is held (__vfs_removexattr). */
    static int removeUnchecked(Dentry dentry, String name) {
        Inode inode = dentry.inode();
        XattrHandler handler = handler(inode, name);
        return handler == null
                ? -Errno.EOPNOTSUPP
                : handler.set(dentry, inode, name, null, 0, XattrFlags.XATTR_REPLACE);
    }

    /** Lists the names, each followed by NUL (vfs_listxattr). */
    public static long list(Dentry dentry, byte[] list, int size) {
        return dentry.inode().op.listxattr(dentry, list, size);
    }
}
