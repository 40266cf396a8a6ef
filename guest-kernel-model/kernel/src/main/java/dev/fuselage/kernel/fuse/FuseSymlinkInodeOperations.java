package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.Iattr;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.InodeOperations;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.LinkBody;
import dev.fuselage.kernel.vfs.Path;
import org.jspecify.annotations.Nullable;

/**
 * What symbolic links do ({@code fuse_symlink_inode_operations}): nobody asks for permission to
 * follow one.
 */
final class FuseSymlinkInodeOperations extends InodeOperations {
    static final FuseSymlinkInodeOperations INSTANCE = new FuseSymlinkInodeOperations();

    private FuseSymlinkInodeOperations() {}

    @Override
    public boolean hasGetLink() {
        return true;
    }

    @Override
    public int getLink(@Nullable Dentry dentry, Inode inode, LinkBody out) {
        return FuseReadlink.getLink(dentry, FuseInode.of(inode), out);
    }

    @Override
    public int setattr(Dentry dentry, Iattr attr) {
        return FuseSetattr.setattr(dentry, attr);
    }

    @Override
    public int getattr(Path path, Kstat out, int requestMask, int queryFlags) {
        return FuseInodeOperations.getattr(
                FuseInode.of(path.entry().inode()), out, requestMask, queryFlags);
    }

    @Override
    public long listxattr(Dentry dentry, byte[] list, int size) {
        return FuseXattr.list(FuseInode.of(dentry.inode()), list, size);
    }
}
