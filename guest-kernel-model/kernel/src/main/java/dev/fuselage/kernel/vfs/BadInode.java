package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import org.jspecify.annotations.Nullable;

/** What is left of an inode that turned out to be unusable (fs/bad_inode.c). */
public final class BadInode {
    private BadInode() {}

    /**
     * Takes an inode out of the cache and has everything with it fail (make_bad_inode). For inodes
     * that nobody uses yet: it becomes a regular file whatever it was.
     */
    public static void make(Inode inode) {
        inode.unhash();
        inode.mode = Mode.S_IFREG;
        inode.op = Operations.INSTANCE;
        inode.fop = FileOps.INSTANCE;
    }

    private static final class FileOps extends FileOperations {
        static final FileOps INSTANCE = new FileOps();

        @Override
        public int open(Inode inode, OpenFile file) {
            return -Errno.EIO;
        }
    }

    private static final class Operations extends InodeOperations {
        static final Operations INSTANCE = new Operations();

        @Override
        public boolean hasLookup() {
            return true;
        }

        @Override
        public @Nullable Dentry lookup(Inode dir, Dentry dentry, int flags) {
            return Dentry.error(-Errno.EIO);
        }

        @Override
        public int permission(Inode inode, int mask) {
            return -Errno.EIO;
        }

        @Override
        public int getattr(Path path, Kstat out, int requestMask, int queryFlags) {
            return -Errno.EIO;
        }

        @Override
        public int setattr(Dentry dentry, Iattr attr) {
            return -Errno.EIO;
        }

        @Override
        public long listxattr(Dentry dentry, byte[] list, int size) {
            return -Errno.EIO;
        }
    }
}
