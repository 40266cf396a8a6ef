package dev.fuselage.kernel.vfs;

/**
 * Superblock of file systems that live in memory: inodes go with their last name
 * (generic_delete_inode), statistics are those of simple_statfs.
 */
final class RamSuperOperations extends SuperOperations {
    private static final int PAGE = 4096;
    private static final int NAME_MAX = 255;

    @Override
    public boolean dropInode(Inode inode) {
        return true;
    }

    @Override
    public int statfs(Dentry dentry, Kstatfs out) {
        SuperBlock sb = dentry.sb();
        out.type = sb.magic;
        out.bsize = PAGE;
        out.namelen = NAME_MAX;
        out.fsid = sb.dev;
        return 0;
    }
}
