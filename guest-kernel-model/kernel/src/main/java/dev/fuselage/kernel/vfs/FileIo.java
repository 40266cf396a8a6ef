package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.task.KernelFunction;

/**
 * Reading, writing and seeking open files: what happens before and after the file system is called
 * (fs/read_write.c).
 */
public final class FileIo {
    /** Most bytes one call moves (MAX_RW_COUNT). */
    public static final long MAX_RW_COUNT = Integer.MAX_VALUE & -Page.SIZE;

    private FileIo() {}

    /** Whether a range of a file can be meant (rw_verify_area): 0 or -EINVAL. */
    public static int verifyArea(long pos, long count) {
        return count < 0 || pos < 0 || pos + count < 0 ? -Errno.EINVAL : 0;
    }

    /**
     * Reads at {@code pos} (vfs_read, vfs_iter_read): bytes or negative; {@code iocb} is left
     * behind the data.
     *
     * @param to the caller's memory, checked to be its own
     */
    @KernelFunction("vfs_read")
    public static long read(OpenFile file, long pos, IovIter to, Kiocb iocb) {
        if (!file.has(FileMode.FMODE_READ)) {
            return -Errno.EBADF;
        }
        if (!file.has(FileMode.FMODE_CAN_READ)) {
            // Every file system's directories have generic_read_dir.
            return file.inode().isDir() ? -Errno.EISDIR : -Errno.EINVAL;
        }
        int error = verifyArea(pos, to.count());
        if (error != 0) {
            return error;
        }
        to.truncate(MAX_RW_COUNT);
        iocb.init(file, pos);
        long read = file.op().readIter(iocb, to);
        if (read > 0) {
            Fsnotify.access(file);
        }
        return read;
    }

    /**
     * Writes at {@code pos} (vfs_write, vfs_iter_write): bytes or negative; {@code iocb} is left
     * behind the data.
     */
    @KernelFunction("vfs_write")
    public static long write(OpenFile file, long pos, IovIter from, Kiocb iocb) {
        if (!file.has(FileMode.FMODE_WRITE)) {
            return -Errno.EBADF;
        }
        if (!file.has(FileMode.FMODE_CAN_WRITE)) {
            return -Errno.EINVAL;
        }
        int error = verifyArea(pos, from.count());
        if (error != 0) {
            return error;
        }
        from.truncate(MAX_RW_COUNT);
        iocb.init(file, pos);
        iocb.flags |= Kiocb.IOCB_WRITE;
        long written = file.op().writeIter(iocb, from);
        if (written > 0) {
            Fsnotify.modify(file);
        }
        return written;
    }

    // ---- seeking

    /** lseek(2) (vfs_llseek). */
    @KernelFunction("vfs_llseek")
    public static long seek(OpenFile file, long offset, int whence) {
        if (whence < 0 || whence > Seek.SEEK_HOLE) {
            return -Errno.EINVAL;
        }
        return file.has(FileMode.FMODE_LSEEK)
                ? file.op().llseek(file, offset, whence)
                : -Errno.ESPIPE;
    }

    /** The seek of files without holes whose size is the inode's (generic_file_llseek). */
    public static long genericSeek(OpenFile file, long offset, int whence) {
        Inode inode = file.mapping().host();
        return genericSeek(file, offset, whence, inode.sb.maxBytes, inode.size);
    }

    /** The same for another largest offset and end (generic_file_llseek_size). */
    public static long genericSeek(OpenFile file, long offset, int whence, long max, long end) {
        return switch (whence) {
            case Seek.SEEK_SET -> setPosition(file, offset, max);
            case Seek.SEEK_CUR ->
                    offset == 0 ? file.pos : setPosition(file, file.pos + offset, max);
            case Seek.SEEK_END -> setPosition(file, offset + end, max);
            case Seek.SEEK_DATA ->
                    offset < 0 || offset >= end ? -Errno.ENXIO : setPosition(file, offset, max);
            case Seek.SEEK_HOLE ->
                    offset < 0 || offset >= end ? -Errno.ENXIO : setPosition(file, end, max);
            default -> -Errno.EINVAL;
        };
    }

    /** Moves the position (vfs_setpos). */
    public static long setPosition(OpenFile file, long offset, long max) {
        if (offset < 0 || offset > max) {
            return -Errno.EINVAL;
        }
        file.pos = offset;
        return offset;
    }
}
