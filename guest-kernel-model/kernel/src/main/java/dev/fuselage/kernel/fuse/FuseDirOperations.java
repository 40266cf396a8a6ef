package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.DirContext;
import dev.fuselage.kernel.vfs.FileIo;
import dev.fuselage.kernel.vfs.FileOperations;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.OpenFile;

/** What open directories do ({@code fuse_dir_operations}). */
final class FuseDirOperations extends FileOperations {
    static final FuseDirOperations INSTANCE = new FuseDirOperations();

    private FuseDirOperations() {}

    @Override
    public boolean hasLlseek() {
        return true;
    }

    @Override
    public boolean hasIterate() {
        return true;
    }

    @Override
    public boolean hasFsync() {
        return true;
    }

    @Override
    public long llseek(OpenFile file, long offset, int whence) {
        return FileIo.genericSeek(file, offset, whence);
    }

    @Override
    @KernelFunction("fuse_readdir")
    public int iterateShared(OpenFile file, DirContext ctx) {
        return FuseReaddir.readdir(FuseInode.of(file.inode()), file, ctx);
    }

    @Override
    @KernelFunction("fuse_dir_open")
    public int open(Inode inode, OpenFile file) {
        return FuseOpen.openDir(FuseInode.of(inode), file);
    }

    @Override
    @KernelFunction("fuse_dir_release")
    public void release(Inode inode, OpenFile file) {
        FuseFile ff = FuseFile.of(file);
        ff.release(FuseInode.of(inode), file.flags, ff.conn().lockOwner.ofFlock(ff, file), true);
    }

    @Override
    @KernelFunction("fuse_dir_fsync")
    public int fsync(OpenFile file, long start, long end, boolean datasync) {
        return FuseSync.fsyncDir(FuseInode.of(file.inode()), file, datasync);
    }

    @Override
    @KernelFunction("fuse_dir_ioctl")
    public long ioctl(OpenFile file, int cmd, long argument) {
        return FuseIoctl.ioctl(FuseInode.of(file.inode()), file, cmd, argument);
    }
}
