package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.task.KernelFunction;

/** copy_file_range(2) and sendfile(2) (fs/read_write.c). */
@SuppressWarnings("ReferenceEquality") // identity is what is meant
public final class FileCopy {
    private FileCopy() {}

    /**
     * Copies between files of one file system, by the file system if it can (vfs_copy_file_range).
     *
     * @return bytes or negative; positions are the caller's to advance
     */
    @KernelFunction("vfs_copy_file_range")
    public static long range(
            OpenFile in, long posIn, OpenFile out, long posOut, long length, int flags) {
        if (flags != 0) {
            return -Errno.EINVAL;
        }
        int error = checkFiles(in, out);
        if (error != 0) {
            return error;
        }
        Inode source = in.inode();
        Inode target = out.inode();
        if (posIn < 0 || posOut < 0 || length < 0) {
            return -Errno.EINVAL;
        }
        if (posIn + length < posIn || posOut + length < posOut) {
            return -Errno.EOVERFLOW;
        }
        long count = posIn >= source.size ? 0 : Math.min(length, source.size - posIn);
        if (posOut >= target.sb.maxBytes) {
            return -Errno.EFBIG;
        }
        count = Math.min(count, target.sb.maxBytes - posOut);
        if (source == target && posOut + count > posIn && posOut < posIn + count) {
            return -Errno.EINVAL;
        }
        if (count == 0) {
            return 0;
        }
        long copied =
                out.op().hasCopyFileRange()
                        ? out.op().copyFileRange(in, posIn, out, posOut, count, flags)
                        : splice(in, posIn, out, posOut, count);
        return copied(in, out, copied);
    }

    private static long copied(OpenFile in, OpenFile out, long bytes) {
        if (bytes > 0) {
            Fsnotify.access(in);
            Fsnotify.modify(out);
        }
        return bytes;
    }

    private static int checkFiles(OpenFile in, OpenFile out) {
        Inode source = in.inode();
        Inode target = out.inode();
        if (source.isDir() || target.isDir()) {
            return -Errno.EISDIR;
        }
        if (!source.isRegular() || !target.isRegular()) {
            return -Errno.EINVAL;
        }
        boolean appends = (out.flags & OpenFlags.O_APPEND) != 0;
        if (!in.has(FileMode.FMODE_READ) || !out.has(FileMode.FMODE_WRITE) || appends) {
            return -Errno.EBADF;
        }
        if (out.op().hasCopyFileRange()) {
            if (in.op().getClass() != out.op().getClass()) {
                return -Errno.EXDEV;
            }
        } else if (source.sb != target.sb) {
            return -Errno.EXDEV;
        }
        return target.isImmutable() ? -Errno.EPERM : 0;
    }

    /**
     * Copies through the page cache, for file systems that cannot copy themselves
     * (splice_copy_file_range).
     */
    @KernelFunction("do_splice_direct")
    public static long splice(OpenFile in, long posIn, OpenFile out, long posOut, long length) {
        return Splice.direct(new Kiocb().init(in, posIn), new Kiocb().init(out, posOut), length);
    }

    /**
     * sendfile(2) (do_sendfile).
     *
     * @param source where to read; advances
     */
    public static long send(OpenFile out, Kiocb source, long length) {
        OpenFile in = source.file();
        int error = FileIo.verifyArea(source.pos, length);
        if (error != 0) {
            return error;
        }
        if (!out.has(FileMode.FMODE_WRITE)) {
            return -Errno.EBADF;
        }
        error = FileIo.verifyArea(out.pos, length);
        if (error != 0) {
            return error;
        }
        PipeInode pipe = PipeFileOperations.of(out);
        if (pipe != null) {
            boolean nonblock = (out.flags & OpenFlags.O_NONBLOCK) != 0;
            return PipeSplice.fileToPipe(
                    source,
                    pipe,
                    Math.min(length, FileIo.MAX_RW_COUNT),
                    nonblock ? PipeSplice.SPLICE_F_NONBLOCK : 0);
        }
        if (in.inode().isDir() || !in.has(FileMode.FMODE_CAN_READ)) {
            return -Errno.EINVAL;
        }
        Kiocb target = new Kiocb().init(out, out.pos);
        long result = Splice.direct(source, target, length);
        if (result > 0) {
            out.pos = target.pos;
        }
        result = copied(in, out, result);
        return result;
    }
}
