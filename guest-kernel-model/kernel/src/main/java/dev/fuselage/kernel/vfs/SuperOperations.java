package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;

/** What a file system does for its superblock and the life of inodes (struct super_operations). */
public abstract class SuperOperations {
    /** A new inode object, not yet initialised. */
    public Inode allocInode(SuperBlock sb) {
        return new Inode(sb);
    }

    /**
     * The last reference is gone: true to evict now, false to keep the inode cached. The default
     * keeps linked, hashed inodes (generic_drop_inode).
     */
    public boolean dropInode(Inode inode) {
        return inode.nlink == 0 || !inode.isHashed();
    }

    /** The inode leaves memory: drop its pages and tell whoever has to know. */
    public void evictInode(Inode inode) {
        inode.data.truncateFinal();
        inode.clear();
    }

    /** Writes the inode's attributes back; with {@code wait} until they are stable. */
    public int writeInode(Inode inode, boolean wait) {
        return 0;
    }

    /** The inode was marked dirty. */
    public void dirtyInode(Inode inode, int flags) {}

    /** The superblock goes. */
    public void putSuper(SuperBlock sb) {}

    /** Writes everything back; {@code wait}: and waits for it. */
    public int syncFs(SuperBlock sb, boolean wait) {
        return 0;
    }

    /** Statistics. */
    public int statfs(Dentry dentry, Kstatfs out) {
        return -Errno.ENOSYS;
    }

    /** umount -f: end what hangs. */
    public void umountBegin(SuperBlock sb) {}

    /** Options for /proc/mounts, each with a leading comma. */
    public void showOptions(StringBuilder out, Dentry root) {}
}
