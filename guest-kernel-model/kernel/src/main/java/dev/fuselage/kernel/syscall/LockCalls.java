package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.kernel.vfs.FileLock;
import dev.fuselage.kernel.vfs.FileLocks;
import dev.fuselage.kernel.vfs.FileMode;
import dev.fuselage.kernel.vfs.OpenFile;

/** flock(2) and the locks of fcntl(2) (fs/locks.c). */
final class LockCalls {
    private final CallContext context;

    LockCalls(CallContext context) {
        this.context = context;
    }

    long flock(int fd, int operation) {
        int type;
        switch (operation & ~FcntlFlags.LOCK_NB) {
            case FcntlFlags.LOCK_SH -> type = LockType.F_RDLCK;
            case FcntlFlags.LOCK_EX -> type = LockType.F_WRLCK;
            case FcntlFlags.LOCK_UN -> type = LockType.F_UNLCK;
            default -> {
                return -Errno.EINVAL;
            }
        }
        OpenFile file = context.file(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        boolean usable = (file.mode & (FileMode.FMODE_READ | FileMode.FMODE_WRITE)) != 0;
        if (type != LockType.F_UNLCK && !usable) {
            return -Errno.EBADF;
        }
        boolean wait = (operation & FcntlFlags.LOCK_NB) == 0;
        FileLock lock = new FileLock();
        lock.flags = FileLock.FL_FLOCK | (wait ? FileLock.FL_SLEEP : 0);
        lock.type = type;
        lock.owner = file;
        lock.file = file;
        lock.pid = context.task.pid();
        if (file.op().hasFlock()) {
            return file.op().flock(file, wait ? FcntlFlags.F_SETLKW : FcntlFlags.F_SETLK, lock);
        }
        return FileLocks.lockFile(file.inode(), lock);
    }

    long fcntl(int fd, int cmd, Flock user) {
        OpenFile file = context.file(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        boolean ofd = cmd >= FcntlFlags.F_OFD_GETLK && cmd <= FcntlFlags.F_OFD_SETLKW;
        int plain = ofd ? cmd - FcntlFlags.F_OFD_GETLK + FcntlFlags.F_GETLK : cmd;
        if (plain < FcntlFlags.F_GETLK || plain > FcntlFlags.F_SETLKW || (ofd && user.pid != 0)) {
            return -Errno.EINVAL;
        }
        FileLock lock = new FileLock();
        int error = convert(file, user, lock);
        if (error != 0) {
            return error;
        }
        lock.flags = FileLock.FL_POSIX | (ofd ? FileLock.FL_OFDLCK : 0);
        lock.owner = ofd ? file : context.files;
        lock.file = file;
        lock.pid = context.task.pid();
        return plain == FcntlFlags.F_GETLK ? test(file, lock, user) : set(file, plain, lock);
    }

    /** flock64_to_posix_lock. */
    private static int convert(OpenFile file, Flock user, FileLock lock) {
        long base;
        switch (user.whence) {
            case Seek.SEEK_SET -> base = 0;
            case Seek.SEEK_CUR -> base = file.pos;
            case Seek.SEEK_END -> base = file.inode().size;
            default -> {
                return -Errno.EINVAL;
            }
        }
        long start = base + user.start;
        if (user.start > Long.MAX_VALUE - base) {
            return -Errno.EOVERFLOW;
        }
        if (start < 0) {
            return -Errno.EINVAL;
        }
        lock.start = start;
        lock.end = Long.MAX_VALUE;
        if (user.length > 0) {
            if (user.length - 1 > Long.MAX_VALUE - start) {
                return -Errno.EOVERFLOW;
            }
            lock.end = start + user.length - 1;
        } else if (user.length < 0) {
            if (start + user.length < 0) {
                return -Errno.EINVAL;
            }
            lock.end = start - 1;
            lock.start = start + user.length;
        }
        if (user.type != LockType.F_RDLCK
                && user.type != LockType.F_WRLCK
                && user.type != LockType.F_UNLCK) {
            return -Errno.EINVAL;
        }
        lock.type = user.type;
        return 0;
    }

    private static long test(OpenFile file, FileLock lock, Flock user) {
        if (lock.type == LockType.F_UNLCK) {
            return -Errno.EINVAL;
        }
        if (file.op().hasLock()) {
            int error = file.op().lock(file, FcntlFlags.F_GETLK, lock);
            if (error != 0) {
                return error;
            }
        } else {
            FileLocks.testLock(file.inode(), lock);
        }
        user.type = lock.type;
        if (lock.type != LockType.F_UNLCK) {
            user.whence = Seek.SEEK_SET;
            user.start = lock.start;
            user.length = lock.end == Long.MAX_VALUE ? 0 : lock.end - lock.start + 1;
            user.pid = lock.pid;
        }
        return 0;
    }

    private static long set(OpenFile file, int cmd, FileLock lock) {
        if ((lock.type == LockType.F_RDLCK && !file.has(FileMode.FMODE_READ))
                || (lock.type == LockType.F_WRLCK && !file.has(FileMode.FMODE_WRITE))) {
            return -Errno.EBADF;
        }
        if (cmd == FcntlFlags.F_SETLKW) {
            lock.flags |= FileLock.FL_SLEEP;
        }
        return file.op().hasLock()
                ? file.op().lock(file, cmd, lock)
                : FileLocks.lockFile(file.inode(), lock);
    }
}
