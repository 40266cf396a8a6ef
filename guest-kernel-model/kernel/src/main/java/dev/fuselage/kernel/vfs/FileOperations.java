package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.PollEvents;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.VmArea;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with an open file (struct file_operations). The {@code has} methods say which
 * slots are filled; results are counts or negative errno.
 */
public abstract class FileOperations {
    /** Whether {@link #readIter} is there. */
    public boolean hasReadIter() {
        return false;
    }

    /** Whether {@link #writeIter} is there. */
    public boolean hasWriteIter() {
        return false;
    }

    /** Whether {@link #llseek} is there; without it the file cannot seek. */
    public boolean hasLlseek() {
        return false;
    }

    /** Whether {@link #iterateShared} is there. */
    public boolean hasIterate() {
        return false;
    }

    /** Whether {@link #fsync} is there. */
    public boolean hasFsync() {
        return false;
    }

    /** Whether {@link #flush} is there. */
    public boolean hasFlush() {
        return false;
    }

    /** Whether {@link #fallocate} is there. */
    public boolean hasFallocate() {
        return false;
    }

    /** Whether {@link #copyFileRange} is there. */
    public boolean hasCopyFileRange() {
        return false;
    }

    /** Whether {@link #flock} is there. */
    public boolean hasFlock() {
        return false;
    }

    /** Whether {@link #lock} is there. */
    public boolean hasLock() {
        return false;
    }

    /** Whether {@link #mmap} is there. */
    public boolean hasMmap() {
        return false;
    }

    /** Whether {@link #spliceRead} is there. */
    public boolean hasSpliceRead() {
        return false;
    }

    /** Whether {@link #spliceWrite} is there. */
    public boolean hasSpliceWrite() {
        return false;
    }

    /** Moves the position; returns the new one. */
    public long llseek(OpenFile file, long offset, int whence) {
        return -Errno.ESPIPE;
    }

    /** Reads at {@code iocb.pos} and advances it. */
    public long readIter(Kiocb iocb, IovIter to) {
        return -Errno.EINVAL;
    }

    /** Writes at {@code iocb.pos} and advances it. */
    public long writeIter(Kiocb iocb, IovIter from) {
        return -Errno.EINVAL;
    }

    /** Lists a directory from {@code ctx.pos}; the directory's lock is held shared. */
    public int iterateShared(OpenFile file, DirContext ctx) {
        return -Errno.ENOTDIR;
    }

    /** Opens. */
    public int open(Inode inode, OpenFile file) {
        return 0;
    }

    /** A descriptor was closed; {@code owner} names the descriptor table, for POSIX locks. */
    public int flush(OpenFile file, Object owner) {
        return 0;
    }

    /** The last descriptor was closed. */
    public void release(Inode inode, OpenFile file) {}

    /** Maps it: says with {@link VmArea#setOp} how faults are served; 0 or negative. */
    public int mmap(OpenFile file, VmArea area) {
        return -Errno.ENODEV;
    }

    /** Makes data (and, unless {@code datasync}, attributes) stable; bytes start..end inclusive. */
    public int fsync(OpenFile file, long start, long end, boolean datasync) {
        return -Errno.EINVAL;
    }

    /** fallocate(2). */
    public int fallocate(OpenFile file, int mode, long offset, long length) {
        return -Errno.EOPNOTSUPP;
    }

    /** copy_file_range(2) inside one file system. */
    public long copyFileRange(
            OpenFile in, long inPos, OpenFile out, long outPos, long length, int flags) {
        return -Errno.EOPNOTSUPP;
    }

    /** Fills a pipe from the file at {@code iocb.pos}, which it advances. */
    public long spliceRead(Kiocb iocb, PipeInode pipe, long length, int flags) {
        return -Errno.EINVAL;
    }

    /** Empties a pipe into the file at {@code iocb.pos}, which it advances. */
    public long spliceWrite(PipeInode pipe, Kiocb iocb, long length, int flags) {
        return -Errno.EINVAL;
    }

    /** POSIX locks; {@code cmd} is F_GETLK, F_SETLK or F_SETLKW. */
    public int lock(OpenFile file, int cmd, FileLock lock) {
        return -Errno.EINVAL;
    }

    /** flock(2); {@code cmd} is F_SETLK or F_SETLKW. */
    public int flock(OpenFile file, int cmd, FileLock lock) {
        return -Errno.EINVAL;
    }

    /**
     * Events that are there now, of {@link PollEvents}; tells the table where to wait for others. A
     * file that says nothing else can always be read and written ({@code DEFAULT_POLLMASK}).
     */
    public int poll(OpenFile file, PollTable table) {
        return PollEvents.POLLIN
                | PollEvents.POLLOUT
                | PollEvents.POLLRDNORM
                | PollEvents.POLLWRNORM;
    }

    /** ioctl(2). */
    public long ioctl(OpenFile file, int cmd, long argument) {
        return -Errno.ENOTTY;
    }

    /** posix_fadvise(2); null-slot behaviour when it returns {@link Integer#MIN_VALUE}. */
    public int fadvise(OpenFile file, long offset, long length, int advice) {
        return Integer.MIN_VALUE;
    }

    /** A line for /proc/PID/fdinfo, or null. */
    public @Nullable String showFdinfo(OpenFile file) {
        return null;
    }
}
