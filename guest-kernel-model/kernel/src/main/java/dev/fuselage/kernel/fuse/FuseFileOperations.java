package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.VmArea;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.FileCopy;
import dev.fuselage.kernel.vfs.FileLock;
import dev.fuselage.kernel.vfs.FileOperations;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.PipeInode;
import dev.fuselage.kernel.vfs.PollTable;
import dev.fuselage.kernel.vfs.Splice;

/** What open regular files do ({@code fuse_file_operations}). */
final class FuseFileOperations extends FileOperations {
    static final FuseFileOperations INSTANCE = new FuseFileOperations();

    private FuseFileOperations() {}

    @Override
    public boolean hasReadIter() {
        return true;
    }

    @Override
    public boolean hasWriteIter() {
        return true;
    }

    @Override
    public boolean hasLlseek() {
        return true;
    }

    @Override
    public boolean hasFsync() {
        return true;
    }

    @Override
    public boolean hasFlush() {
        return true;
    }

    @Override
    public boolean hasFallocate() {
        return true;
    }

    @Override
    public boolean hasCopyFileRange() {
        return true;
    }

    @Override
    public boolean hasFlock() {
        return true;
    }

    @Override
    public boolean hasLock() {
        return true;
    }

    @Override
    public boolean hasMmap() {
        return true;
    }

    @Override
    public boolean hasSpliceRead() {
        return true;
    }

    @Override
    public boolean hasSpliceWrite() {
        return true;
    }

    @Override
    @KernelFunction("fuse_file_llseek")
    public long llseek(OpenFile file, long offset, int whence) {
        return FuseRange.seek(FuseInode.of(file.inode()), file, offset, whence);
    }

    @Override
    @KernelFunction("fuse_file_read_iter")
    public long readIter(Kiocb iocb, IovIter to) {
        FuseInode fi = FuseInode.of(iocb.file().inode());
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        return FuseFile.of(iocb.file()).isDirect()
                ? FuseDirect.read(fi, iocb, to)
                : FuseRead.cached(fi, iocb, to);
    }

    @Override
    @KernelFunction("fuse_file_write_iter")
    public long writeIter(Kiocb iocb, IovIter from) {
        FuseInode fi = FuseInode.of(iocb.file().inode());
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        return FuseFile.of(iocb.file()).isDirect()
                ? FuseDirect.write(fi, iocb, from)
                : FuseWrite.cached(fi, iocb, from);
    }

    @Override
    @KernelFunction("fuse_open")
    public int open(Inode inode, OpenFile file) {
        return FuseOpen.open(FuseInode.of(inode), file);
    }

    @Override
    @KernelFunction("fuse_file_mmap")
    public int mmap(OpenFile file, VmArea area) {
        return FuseVmOperations.mmap(file, area);
    }

    @Override
    public int poll(OpenFile file, PollTable table) {
        return FusePoll.poll(FuseFile.of(file), table);
    }

    @Override
    @KernelFunction("fuse_flush")
    public int flush(OpenFile file, Object owner) {
        return FuseSync.flush(FuseInode.of(file.inode()), file, owner);
    }

    @Override
    @KernelFunction("fuse_release")
    public void release(Inode inode, OpenFile file) {
        FuseFile ff = FuseFile.of(file);
        ff.release(FuseInode.of(inode), file.flags, ff.conn().lockOwner.ofFlock(ff, file), false);
    }

    @Override
    @KernelFunction("fuse_fsync")
    public int fsync(OpenFile file, long start, long end, boolean datasync) {
        return FuseSync.fsync(FuseInode.of(file.inode()), file, start, end, datasync);
    }

    @Override
    @KernelFunction("fuse_file_lock")
    public int lock(OpenFile file, int cmd, FileLock lock) {
        return FuseLocks.lock(FuseInode.of(file.inode()), file, cmd, lock);
    }

    @Override
    @KernelFunction("fuse_file_flock")
    public int flock(OpenFile file, int cmd, FileLock lock) {
        return FuseLocks.flock(FuseInode.of(file.inode()), file, lock);
    }

    @Override
    @KernelFunction("fuse_splice_read")
    public long spliceRead(Kiocb iocb, PipeInode pipe, long length, int flags) {
        return Splice.filemapRead(iocb, pipe, length);
    }

    @Override
    @KernelFunction("fuse_splice_write")
    public long spliceWrite(PipeInode pipe, Kiocb iocb, long length, int flags) {
        return Splice.fileWrite(pipe, iocb, length, flags);
    }

    @Override
    @KernelFunction("fuse_file_fallocate")
    public int fallocate(OpenFile file, int mode, long offset, long length) {
        return FuseRange.fallocate(FuseInode.of(file.inode()), file, mode, offset, length);
    }

    @Override
    @KernelFunction("fuse_copy_file_range")
    public long copyFileRange(
            OpenFile in, long inPos, OpenFile out, long outPos, long length, int flags) {
        long result =
                FuseRange.copy(
                        FuseInode.of(in.inode()),
                        in,
                        inPos,
                        FuseInode.of(out.inode()),
                        out,
                        outPos,
                        length,
                        flags);
        if (result == -Errno.EOPNOTSUPP || result == -Errno.EXDEV) {
            return FileCopy.splice(in, inPos, out, outPos, length);
        }
        return result;
    }

    @Override
    @KernelFunction("fuse_file_ioctl")
    public long ioctl(OpenFile file, int cmd, long argument) {
        return FuseIoctl.ioctl(FuseInode.of(file.inode()), file, cmd, argument);
    }
}
