package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.OpenFile;
import org.jspecify.annotations.Nullable;

/** What directories do with names ({@code fuse_dir_inode_operations}). */
final class FuseDirInodeOperations extends FuseInodeOperations {
    static final FuseDirInodeOperations INSTANCE = new FuseDirInodeOperations();

    private FuseDirInodeOperations() {}

    @Override
    public boolean hasLookup() {
        return true;
    }

    @Override
    public boolean hasAtomicOpen() {
        return true;
    }

    @Override
    public boolean hasCreate() {
        return true;
    }

    @Override
    public boolean hasTmpfile() {
        return true;
    }

    @Override
    public boolean hasRename() {
        return true;
    }

    @Override
    @KernelFunction("fuse_lookup")
    public @Nullable Dentry lookup(Inode dir, Dentry dentry, int flags) {
        return FuseLookup.lookup(FuseInode.of(dir), dentry);
    }

    @Override
    public int atomicOpen(Inode dir, Dentry dentry, OpenFile file, int openFlags, int createMode) {
        return FuseCreate.atomicOpen(FuseInode.of(dir), dentry, file, openFlags, createMode);
    }

    @Override
    @KernelFunction("fuse_create")
    public int create(Inode dir, Dentry dentry, int mode, boolean excl) {
        return FuseCreate.mknod(FuseInode.of(dir), dentry, mode, 0);
    }

    @Override
    public int tmpfile(Inode dir, OpenFile file, int mode) {
        return FuseCreate.tmpfile(FuseInode.of(dir), file, mode);
    }

    @Override
    public int link(Dentry old, Inode dir, Dentry dentry) {
        return FuseCreate.link(FuseInode.of(dir), dentry, FuseInode.of(old.inode()));
    }

    @Override
    @KernelFunction("fuse_unlink")
    public int unlink(Inode dir, Dentry dentry) {
        return FuseRemove.remove(FuseInode.of(dir), dentry, Opcode.UNLINK);
    }

    @Override
    @KernelFunction("fuse_rmdir")
    public int rmdir(Inode dir, Dentry dentry) {
        return FuseRemove.remove(FuseInode.of(dir), dentry, Opcode.RMDIR);
    }

    @Override
    public int symlink(Inode dir, Dentry dentry, String target) {
        return FuseCreate.symlink(FuseInode.of(dir), dentry, target);
    }

    @Override
    public int mkdir(Inode dir, Dentry dentry, int mode) {
        return FuseCreate.mkdir(FuseInode.of(dir), dentry, mode);
    }

    @Override
    public int mknod(Inode dir, Dentry dentry, int mode, long rdev) {
        return FuseCreate.mknod(FuseInode.of(dir), dentry, mode, (int) rdev);
    }

    @Override
    @KernelFunction("fuse_rename2")
    public int rename(Inode oldDir, Dentry oldDentry, Inode newDir, Dentry newDentry, int flags) {
        return FuseRemove.rename(
                FuseInode.of(oldDir), oldDentry, FuseInode.of(newDir), newDentry, flags);
    }
}
