package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;

/** The operations of an inode that cannot be opened (no_open_fops): open fails with -ENXIO. */
final class EmptyFileOperations extends FileOperations {
    static final EmptyFileOperations INSTANCE = new EmptyFileOperations();

    private EmptyFileOperations() {}

    @Override
    public int open(Inode inode, OpenFile file) {
        return -Errno.ENXIO;
    }
}
