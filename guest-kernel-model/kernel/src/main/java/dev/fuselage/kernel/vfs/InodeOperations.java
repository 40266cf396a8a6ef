package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What a file system does with inodes and names (struct inode_operations). An operation that is not
 * overridden behaves as an empty slot of the C structure does. Callers hold the locks Linux's
 * locking rules name; results are 0 or a negative errno.
 */
public abstract class InodeOperations {
    /** The operation is not there: try the next way (kernel-internal). */
    public static final int ENOIOCTLCMD = 515;

    /** Whether names can be looked up: true for directories of every file system (d_can_lookup). */
    public boolean hasLookup() {
        return false;
    }

    /** Whether the inode is a symbolic link that a walk follows. */
    public boolean hasGetLink() {
        return false;
    }

    /** Whether {@link #atomicOpen} is there. */
    public boolean hasAtomicOpen() {
        return false;
    }

    /** Whether {@link #create} is there. */
    public boolean hasCreate() {
        return false;
    }

    /** Whether {@link #tmpfile} is there. */
    public boolean hasTmpfile() {
        return false;
    }

    /** Whether {@link #rename} is there. */
    public boolean hasRename() {
        return false;
    }

    /**
     * Looks up the name of a new dentry in a directory whose lock is held (shared suffices).
     *
     * @param flags {@link LookupFlags}
     * @return null when the given dentry was used; another dentry that takes its place (with a
     *     reference); or {@link Dentry#error}
     */
    public @Nullable Dentry lookup(Inode dir, Dentry dentry, int flags) {
        return Dentry.error(-Errno.ENOTDIR);
    }

    /**
     * The body of a symbolic link.
     *
     * @param dentry the link's name; null in an RCU walk: -ECHILD asks to be called again outside
     */
    public int getLink(@Nullable Dentry dentry, Inode inode, LinkBody out) {
        return -Errno.EINVAL;
    }

    /** Checks access; {@code mask} holds {@link MayMask} bits. */
    public int permission(Inode inode, int mask) {
        return Permission.generic(inode, mask);
    }

    /**
     * Opens, and creates when asked, in one step with the look-up. The file is finished with {@link
     * OpenFile#finishOpen} or {@link OpenFile#finishNoOpen}; the result is 0 or negative.
     */
    public int atomicOpen(Inode dir, Dentry dentry, OpenFile file, int openFlags, int createMode) {
        return -Errno.EOPNOTSUPP;
    }

    /** Creates a regular file. */
    public int create(Inode dir, Dentry dentry, int mode, boolean excl) {
        return -Errno.EACCES;
    }

    /** Creates and opens a file without a name (O_TMPFILE). */
    public int tmpfile(Inode dir, OpenFile file, int mode) {
        return -Errno.EOPNOTSUPP;
    }

    /** Gives an existing inode another name. */
    public int link(Dentry old, Inode dir, Dentry dentry) {
        return -Errno.EPERM;
    }

    /** Removes a name. */
    public int unlink(Inode dir, Dentry dentry) {
        return -Errno.EPERM;
    }

    /** Creates a symbolic link. */
    public int symlink(Inode dir, Dentry dentry, String target) {
        return -Errno.EPERM;
    }

    /** Creates a directory. */
    public int mkdir(Inode dir, Dentry dentry, int mode) {
        return -Errno.EPERM;
    }

    /** Removes an empty directory. */
    public int rmdir(Inode dir, Dentry dentry) {
        return -Errno.EPERM;
    }

    /** Creates a special file, or a regular one through mknod(2). */
    public int mknod(Inode dir, Dentry dentry, int mode, long rdev) {
        return -Errno.EPERM;
    }

    /** Renames; {@code flags} holds RENAME_* bits. */
    public int rename(Inode oldDir, Dentry oldDentry, Inode newDir, Dentry newDentry, int flags) {
        return -Errno.EPERM;
    }

    /** Changes attributes; the inode's lock is held. */
    public int setattr(Dentry dentry, Iattr attr) {
        return Attributes.simpleSetattr(dentry, attr);
    }

    /** Reads attributes into {@code out}, which the caller has cleared. */
    public int getattr(Path path, Kstat out, int requestMask, int queryFlags) {
        Attributes.genericFillattr(path.entry().inode(), out, requestMask);
        return 0;
    }

    /**
     * Names of extended attributes, each followed by NUL.
     *
     * @param size bytes of room in {@code list}; 0 asks for the size only
     */
    public long listxattr(Dentry dentry, byte[] list, int size) {
        return -Errno.EOPNOTSUPP;
    }

    /**
     * Reads an access control list in the form of its extended attribute (get_acl); {@code name} is
     * system.posix_acl_access or system.posix_acl_default.
     *
     * @return its length, -ENODATA for none, or another negative errno
     */
    public long getAcl(Dentry dentry, String name, byte[] value) {
        return -Errno.EOPNOTSUPP;
    }

    /** Writes an access control list, or removes it when {@code value} is null (set_acl). */
    public int setAcl(Dentry dentry, String name, byte @Nullable [] value, int size) {
        return -Errno.EOPNOTSUPP;
    }

    /** Updates the times that {@code flags} ({@link TimeFlags}) name to now. */
    public int updateTime(Inode inode, int flags) {
        return inode.genericUpdateTime(flags);
    }

    /** FS_IOC_GETFLAGS / FS_IOC_FSGETXATTR. */
    public int fileattrGet(Dentry dentry, FileAttr out) {
        return -ENOIOCTLCMD;
    }

    /** FS_IOC_SETFLAGS / FS_IOC_FSSETXATTR. */
    public int fileattrSet(Dentry dentry, FileAttr attr) {
        return -ENOIOCTLCMD;
    }
}
