package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.mm.AddressSpace;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.vfs.FileAdvice;
import dev.fuselage.kernel.vfs.FileCopy;
import dev.fuselage.kernel.vfs.FileIo;
import dev.fuselage.kernel.vfs.FileMode;
import dev.fuselage.kernel.vfs.FileSizes;
import dev.fuselage.kernel.vfs.FileSync;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.LookupFlags;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.wait.Mutex;
import org.jspecify.annotations.Nullable;

/** The calls that move data or ask that it be stable. */
final class DataCalls {
    private static final int MAX_SEGMENTS = 1024;
    private static final int SEGMENT_BYTES = 16;

    private final CallContext context;

    DataCalls(CallContext context) {
        this.context = context;
    }

    // ---- at the file's position

    long read(int fd, long buffer, long count) {
        OpenFile file = context.file(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        if (!UserMemory.isUserRange(buffer, count)) {
            return count < 0 ? -Errno.EINVAL : -Errno.EFAULT;
        }
        return atPosition(file, context.iter.user(context.memory, buffer, count, IovIter.DEST));
    }

    long write(int fd, long buffer, long count) {
        OpenFile file = context.file(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        if (!UserMemory.isUserRange(buffer, count)) {
            return count < 0 ? -Errno.EINVAL : -Errno.EFAULT;
        }
        return atPosition(file, context.iter.user(context.memory, buffer, count, IovIter.SOURCE));
    }

    private long atPosition(OpenFile file, IovIter iter) {
        Mutex lock = file.lockForPosition();
        boolean stream = file.has(FileMode.FMODE_STREAM);
        Kiocb iocb = context.iocb;
        long pos = stream ? 0 : file.pos;
        long result =
                iter.isSource()
                        ? FileIo.write(file, pos, iter, iocb)
                        : FileIo.read(file, pos, iter, iocb);
        if (result >= 0 && !stream) {
            file.pos = iocb.pos;
        }
        if (lock != null) {
            lock.unlock();
        }
        return result;
    }

    long vector(int fd, long iov, int segments, boolean source) {
        OpenFile file = context.file(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        if (segments < 0 || segments > MAX_SEGMENTS) {
            return -Errno.EINVAL;
        }
        byte[] words = new byte[segments * SEGMENT_BYTES];
        int error = context.memory.get(iov, words, 0, words.length);
        if (error != 0) {
            return error;
        }
        IovIter iter = context.iter.user(context.memory, source);
        for (int i = 0; i < segments; i++) {
            long address = UserStructs.long64(words, i * SEGMENT_BYTES);
            long length = UserStructs.long64(words, i * SEGMENT_BYTES + 8);
            if (!UserMemory.isUserRange(address, length)) {
                return length < 0 ? -Errno.EINVAL : -Errno.EFAULT;
            }
            iter.addRange(address, length);
        }
        return atPosition(file, iter);
    }

    // ---- at an offset

    long pread(int fd, long buffer, long count, long offset) {
        return at(fd, buffer, count, offset, IovIter.DEST);
    }

    long pwrite(int fd, long buffer, long count, long offset) {
        return at(fd, buffer, count, offset, IovIter.SOURCE);
    }

    private long at(int fd, long buffer, long count, long offset, boolean source) {
        if (offset < 0) {
            return -Errno.EINVAL;
        }
        OpenFile file = context.file(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        if (!file.has(source ? FileMode.FMODE_PWRITE : FileMode.FMODE_PREAD)) {
            return -Errno.ESPIPE;
        }
        if (!UserMemory.isUserRange(buffer, count)) {
            return count < 0 ? -Errno.EINVAL : -Errno.EFAULT;
        }
        IovIter iter = context.iter.user(context.memory, buffer, count, source);
        long result =
                source
                        ? FileIo.write(file, offset, iter, context.iocb)
                        : FileIo.read(file, offset, iter, context.iocb);
        return result;
    }

    /** sync_file_range. */
    long syncFileRange(int fd, long offset, long bytes, int flags) {
        if ((flags & ~SyncFileRange.ALL) != 0 || offset < 0 || bytes < 0 || offset + bytes < 0) {
            return -Errno.EINVAL;
        }
        OpenFile file = context.file(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        if (Mode.isFifo(file.inode().mode)) {
            return -Errno.ESPIPE;
        }
        long end = bytes == 0 ? Long.MAX_VALUE : offset + bytes - 1;
        AddressSpace mapping = file.mapping();
        if ((flags & SyncFileRange.WAIT_BEFORE) != 0) {
            mapping.waitWriteback(offset, end);
        }
        int error = 0;
        if ((flags & SyncFileRange.WRITE) != 0) {
            boolean all = (flags & SyncFileRange.ALL) == SyncFileRange.ALL;
            error = mapping.write(all, offset, end);
        }
        if (error == 0 && (flags & SyncFileRange.WAIT_AFTER) != 0) {
            mapping.waitWriteback(offset, end);
            error = mapping.takeError();
        }
        return error;
    }

    // ---- between files

    long copyFileRange(int fdIn, long offsetIn, int fdOut, long offsetOut, long length, int flags) {
        OpenFile in = context.file(fdIn);
        OpenFile out = context.file(fdOut);
        if (in == null || out == null) {
            return -Errno.EBADF;
        }
        long posIn = in.pos;
        long posOut = out.pos;
        if (offsetIn != 0) {
            if (context.memory.faultIn(offsetIn, false) == null) {
                return -Errno.EFAULT;
            }
            posIn = UserStructs.read64(context.memory, offsetIn);
        }
        if (offsetOut != 0) {
            if (context.memory.faultIn(offsetOut, false) == null) {
                return -Errno.EFAULT;
            }
            posOut = UserStructs.read64(context.memory, offsetOut);
        }
        long result = FileCopy.range(in, posIn, out, posOut, length, flags);
        if (result > 0) {
            advance(in, offsetIn, posIn + result);
            advance(out, offsetOut, posOut + result);
        }
        return result;
    }

    private void advance(OpenFile file, long address, long pos) {
        if (address != 0) {
            UserStructs.write64(context.memory, address, pos);
        } else {
            file.pos = pos;
        }
    }

    long sendfile(int fdOut, int fdIn, long offset, long count) {
        OpenFile in = context.file(fdIn);
        if (in == null || !in.has(FileMode.FMODE_READ)) {
            return -Errno.EBADF;
        }
        long pos = in.pos;
        if (offset != 0) {
            if (context.memory.faultIn(offset, false) == null) {
                return -Errno.EFAULT;
            }
            if (!in.has(FileMode.FMODE_PREAD)) {
                return -Errno.ESPIPE;
            }
            pos = UserStructs.read64(context.memory, offset);
        }
        OpenFile out = context.file(fdOut);
        if (out == null) {
            return -Errno.EBADF;
        }
        Kiocb source = new Kiocb().init(in, pos);
        long result = FileCopy.send(out, source, count);
        if (result > 0) {
            advance(in, offset, source.pos);
        }
        return result;
    }

    // ---- position, size, stability

    long lseek(int fd, long offset, int whence) {
        OpenFile file = context.file(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        Mutex lock = file.lockForPosition();
        long result = FileIo.seek(file, offset, whence);
        if (lock != null) {
            lock.unlock();
        }
        return result;
    }

    long truncate(String name, long length) {
        if (length < 0) {
            return -Errno.EINVAL;
        }
        long result = truncate(name, length, LookupFlags.FOLLOW);
        return result == -Errno.ESTALE
                ? truncate(name, length, LookupFlags.FOLLOW | LookupFlags.REVAL)
                : result;
    }

    private long truncate(String name, long length, int flags) {
        int error = context.vfs.paths().lookup(Syscalls.AT_FDCWD, name, flags, context.path);
        if (error == 0) {
            error = FileSizes.truncate(context.path, length);
            context.path.put();
        }
        return error;
    }

    long ftruncate(int fd, long length) {
        if (length < 0) {
            return -Errno.EINVAL;
        }
        OpenFile file = context.file(fd);
        return file == null ? -Errno.EBADF : FileSizes.truncate(file, length);
    }

    long fallocate(int fd, int mode, long offset, long length) {
        OpenFile file = context.file(fd);
        return file == null ? -Errno.EBADF : FileSizes.fallocate(file, mode, offset, length);
    }

    long fsync(int fd, boolean dataOnly) {
        OpenFile file = context.file(fd);
        return file == null ? -Errno.EBADF : FileSync.file(file, dataOnly);
    }

    long syncfs(int fd) {
        OpenFile file = context.file(fd);
        return file == null ? -Errno.EBADF : FileSync.fileSystem(file);
    }

    long advise(int fd, long offset, long length, int advice) {
        OpenFile file = context.file(fd);
        return file == null ? -Errno.EBADF : FileAdvice.advise(file, offset, length, advice);
    }

    long readahead(int fd, long offset, long count) {
        OpenFile file = context.file(fd);
        if (file == null || !file.has(FileMode.FMODE_READ)) {
            return -Errno.EBADF;
        }
        return isReadable(file)
                ? FileAdvice.advise(file, offset, count, FileAdvice.WILLNEED)
                : -Errno.EINVAL;
    }

    private static boolean isReadable(@Nullable OpenFile file) {
        return file != null && file.inode().isRegular();
    }
}
