package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.task.KernelFunction;
import org.jspecify.annotations.Nullable;

/** splice(2): from a pipe, into a pipe, or between two (fs/splice.c). */
public final class PipeSplice {
    /** Move pages if that is possible: a hint that this kernel does not take. */
    public static final int SPLICE_F_MOVE = 1;

    /** Do not wait for pipes. */
    public static final int SPLICE_F_NONBLOCK = 2;

    /** More will come: a hint for sockets. */
    public static final int SPLICE_F_MORE = 4;

    /** For vmsplice(2) alone. */
    public static final int SPLICE_F_GIFT = 8;

    private static final int SPLICE_F_ALL =
            SPLICE_F_MOVE | SPLICE_F_NONBLOCK | SPLICE_F_MORE | SPLICE_F_GIFT;

    private PipeSplice() {}

    /** Whether there are only flags that splice(2) knows. */
    public static boolean isFlags(int flags) {
        return (flags & ~SPLICE_F_ALL) == 0;
    }

    /** The pipe that a file is an end of; null for other files (get_pipe_info). */
    public static @Nullable PipeInode pipe(OpenFile file) {
        return PipeFileOperations.of(file);
    }

    /**
     * Moves bytes without a copy through the program (do_splice).
     *
     * @param in where to read; advances
     * @param offsetIn whether its place is not the file's position
     * @param out where to write; advances
     * @param offsetOut the same for this one
     * @return bytes, 0 at the end, or negative
     */
    @KernelFunction("do_splice")
    public static long splice(
            Kiocb in, boolean offsetIn, Kiocb out, boolean offsetOut, long length, int flags) {
        OpenFile source = in.file();
        OpenFile target = out.file();
        if (!source.has(FileMode.FMODE_READ) || !target.has(FileMode.FMODE_WRITE)) {
            return -Errno.EBADF;
        }
        PipeInode from = PipeFileOperations.of(source);
        PipeInode to = PipeFileOperations.of(target);
        long result;
        if (from != null && to != null) {
            result = pipeToPipe(from, to, length, flags | nonblock(source) | nonblock(target));
        } else if (from != null) {
            result =
                    offsetOut && !target.has(FileMode.FMODE_PWRITE)
                            ? -Errno.EINVAL
                            : pipeToFile(from, out, length, flags | nonblock(source));
        } else if (to != null) {
            result =
                    offsetIn && !source.has(FileMode.FMODE_PREAD)
                            ? -Errno.EINVAL
                            : checkedFileToPipe(in, to, length, flags | nonblock(target));
        } else {
            return -Errno.EINVAL;
        }
        if (result > 0) {
            Fsnotify.modify(target);
            Fsnotify.access(source);
        }
        return result;
    }

    private static int nonblock(OpenFile pipe) {
        return (pipe.flags & OpenFlags.O_NONBLOCK) != 0 ? SPLICE_F_NONBLOCK : 0;
    }

    /** do_splice_from. */
    private static long pipeToFile(PipeInode from, Kiocb out, long length, int flags) {
        OpenFile target = out.file();
        if ((target.flags & OpenFlags.O_APPEND) != 0) {
            return -Errno.EINVAL;
        }
        int error = FileIo.verifyArea(out.pos, length);
        if (error != 0) {
            return error;
        }
        return target.op().hasSpliceWrite()
                ? target.op().spliceWrite(from, out, Math.min(length, FileIo.MAX_RW_COUNT), flags)
                : -Errno.EINVAL;
    }

    private static long checkedFileToPipe(Kiocb in, PipeInode to, long length, int flags) {
        int error = FileIo.verifyArea(in.pos, length);
        return error != 0 ? error : fileToPipe(in, to, length, flags);
    }

    /** Fills a pipe once there is room (splice_file_to_pipe): bytes or negative. */
    @KernelFunction("splice_file_to_pipe")
    static long fileToPipe(Kiocb in, PipeInode to, long length, int flags) {
        int error = to.awaitRoom((flags & SPLICE_F_NONBLOCK) != 0);
        if (error != 0) {
            return error;
        }
        long result = Splice.read(in, to, Math.min(length, FileIo.MAX_RW_COUNT));
        if (result > 0) {
            to.wakeReaders();
        }
        return result;
    }

    @KernelFunction("splice_pipe_to_pipe")
    @SuppressWarnings("ReferenceEquality") // the same pipe, not one like it
    private static long pipeToPipe(PipeInode from, PipeInode to, long length, int flags) {
        if (from == to) {
            return -Errno.EINVAL;
        }
        boolean nonblock = (flags & SPLICE_F_NONBLOCK) != 0;
        // While this task waits for the one, others may change the other.
        do {
            int error = from.awaitData(nonblock);
            if (error == 0) {
                error = to.awaitRoom(nonblock);
            }
            if (error != 0) {
                return error;
            }
        } while (from.isEmpty() && from.writers > 0);
        long done = 0;
        while (done < length && !from.isEmpty() && !to.isFull()) {
            done += from.ring().moveFirst(to.ring(), length - done);
        }
        if (done > 0) {
            to.wakeReaders();
            from.wakeWriters();
        }
        return done;
    }
}
