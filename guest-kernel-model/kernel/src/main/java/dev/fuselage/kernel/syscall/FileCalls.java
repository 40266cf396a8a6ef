package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.FsIoctl;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.vfs.FileAttr;
import dev.fuselage.kernel.vfs.FileMode;
import dev.fuselage.kernel.vfs.FilesStruct;
import dev.fuselage.kernel.vfs.Fsnotify;
import dev.fuselage.kernel.vfs.InodeOperations;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Permission;
import dev.fuselage.kernel.vfs.PipeInode;
import dev.fuselage.kernel.vfs.PipeSplice;
import org.jspecify.annotations.Nullable;

/** The calls that make, change and end descriptors. */
final class FileCalls {
    private static final int SETTABLE =
            OpenFlags.O_APPEND | OpenFlags.O_NONBLOCK | OpenFlags.O_DIRECT | OpenFlags.O_NOATIME;

    private final CallContext context;
    private final LockCalls locks;
    private final @Nullable OpenFile[] opened = new @Nullable OpenFile[1];

    FileCalls(CallContext context) {
        this.context = context;
        this.locks = new LockCalls(context);
    }

    LockCalls locks() {
        return locks;
    }

    long openat(int dfd, String path, int flags, int mode) {
        FilesStruct files = context.files;
        if (!files.hasRoom()) {
            return -Errno.EMFILE;
        }
        int error = context.vfs.open(dfd, path, flags | OpenFlags.O_LARGEFILE, mode, opened);
        OpenFile file = opened[0];
        opened[0] = null;
        if (error != 0 || file == null) {
            return error;
        }
        return files.install(file, 0, (flags & OpenFlags.O_CLOEXEC) != 0);
    }

    long close(int fd) {
        OpenFile file = context.files.remove(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        int error = FilesStruct.flush(file, context.files);
        file.putSync();
        return error;
    }

    long dup(int fd) {
        return duplicate(fd, 0, false);
    }

    private long duplicate(int fd, int from, boolean cloexec) {
        OpenFile file = context.rawFile(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        if (from < 0 || from >= FilesStruct.MAX_FILES) {
            return -Errno.EINVAL;
        }
        int copy = context.files.install(file.get(), from, cloexec);
        if (copy < 0) {
            file.put();
        }
        return copy;
    }

    long dup3(int oldFd, int newFd, int flags) {
        if ((flags & ~OpenFlags.O_CLOEXEC) != 0 || oldFd == newFd) {
            return -Errno.EINVAL;
        }
        if (newFd < 0 || newFd >= FilesStruct.MAX_FILES) {
            return -Errno.EBADF;
        }
        OpenFile file = context.rawFile(oldFd);
        if (file == null) {
            return -Errno.EBADF;
        }
        OpenFile old = context.files.replace(newFd, file.get(), (flags & OpenFlags.O_CLOEXEC) != 0);
        if (old != null) {
            int _ = FilesStruct.flush(old, context.files);
            old.put();
        }
        return newFd;
    }

    long pipe2(int[] fds, int flags) {
        if ((flags & ~(OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK)) != 0) {
            return -Errno.EINVAL;
        }
        boolean cloexec = (flags & OpenFlags.O_CLOEXEC) != 0;
        OpenFile[] ends = new OpenFile[2];
        context.vfs.createPipe(flags, ends);
        int reader = context.files.install(ends[0], 0, cloexec);
        int writer = reader < 0 ? reader : context.files.install(ends[1], 0, cloexec);
        if (writer < 0) {
            if (reader >= 0) {
                OpenFile _ = context.files.remove(reader);
            }
            ends[0].put();
            ends[1].put();
            return writer;
        }
        fds[0] = reader;
        fds[1] = writer;
        return 0;
    }

    long fcntl(int fd, int cmd, long argument) {
        OpenFile file = context.rawFile(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        if (file.has(FileMode.FMODE_PATH) && cmd != FcntlFlags.F_DUPFD && !isPathCommand(cmd)) {
            return -Errno.EBADF;
        }
        return switch (cmd) {
            case FcntlFlags.F_DUPFD -> duplicate(fd, (int) argument, false);
            case FcntlFlags.F_DUPFD_CLOEXEC -> duplicate(fd, (int) argument, true);
            case FcntlFlags.F_GETFD -> context.files.isCloseOnExec(fd) ? FcntlFlags.FD_CLOEXEC : 0;
            case FcntlFlags.F_SETFD -> {
                context.files.setCloseOnExec(fd, (argument & FcntlFlags.FD_CLOEXEC) != 0);
                yield 0;
            }
            case FcntlFlags.F_GETFL -> file.flags;
            case FcntlFlags.F_SETFL -> setFlags(file, (int) argument);
            case FcntlFlags.F_SETOWN -> setOwner(file, (int) argument);
            case FcntlFlags.F_GETOWN -> file.owner().pid();
            case FcntlFlags.F_SETSIG -> setSignal(file, argument);
            case FcntlFlags.F_GETSIG -> file.owner().signal();
            case FcntlFlags.F_NOTIFY -> Fsnotify.dirnotify(file, context.files, (int) argument);
            case FcntlFlags.F_SETPIPE_SZ, FcntlFlags.F_GETPIPE_SZ -> pipeSize(file, cmd, argument);
            default -> -Errno.EINVAL;
        };
    }

    /** pipe_fcntl. */
    private static long pipeSize(OpenFile file, int cmd, long argument) {
        PipeInode pipe = PipeSplice.pipe(file);
        if (pipe == null) {
            return -Errno.EBADF;
        }
        return cmd == FcntlFlags.F_SETPIPE_SZ ? pipe.setCapacity(argument) : pipe.capacity();
    }

    /** check_fcntl_cmd. */
    private static boolean isPathCommand(int cmd) {
        return cmd == FcntlFlags.F_DUPFD_CLOEXEC
                || cmd == FcntlFlags.F_GETFD
                || cmd == FcntlFlags.F_SETFD
                || cmd == FcntlFlags.F_GETFL;
    }

    /** f_setown: a process, or as a negative number its group. */
    private long setOwner(OpenFile file, int who) {
        if (who == Integer.MIN_VALUE) {
            return -Errno.EINVAL;
        }
        int pid = Math.abs(who);
        if (pid != 0 && context.scheduler.find(pid) == null) {
            return -Errno.ESRCH;
        }
        file.owner().set(pid, context.task.credentials());
        return 0;
    }

    private static long setSignal(OpenFile file, long signal) {
        if (signal < 0 || signal > Signal.LAST) {
            return -Errno.EINVAL;
        }
        file.owner().setSignal((int) signal);
        return 0;
    }

    /** setfl. */
    private static long setFlags(OpenFile file, int flags) {
        int wanted = flags & SETTABLE;
        boolean appendChanges = ((wanted ^ file.flags) & OpenFlags.O_APPEND) != 0;
        if (appendChanges && file.inode().isAppend()) {
            return -Errno.EPERM;
        }
        boolean noatime = (wanted & ~file.flags & OpenFlags.O_NOATIME) != 0;
        if (noatime && !Permission.ownerOrCapable(file.inode())) {
            return -Errno.EPERM;
        }
        if ((wanted & OpenFlags.O_DIRECT) != 0 && !file.has(FileMode.FMODE_CAN_ODIRECT)) {
            return -Errno.EINVAL;
        }
        file.setFlags((file.flags & ~SETTABLE) | wanted);
        return 0;
    }

    long ioctl(int fd, int cmd, long argument) {
        OpenFile file = context.file(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        if (cmd == FsIoctl.FS_IOC_GETFLAGS) {
            FileAttr attr = new FileAttr();
            attr.flagsValid = true;
            int error = file.inode().op.fileattrGet(file.dentry(), attr);
            if (error != -InodeOperations.ENOIOCTLCMD) {
                if (error == 0) {
                    UserStructs.write32(context.memory, argument, attr.flags);
                }
                return error;
            }
        }
        long result = file.op().ioctl(file, cmd, argument);
        return result == -InodeOperations.ENOIOCTLCMD ? -Errno.ENOTTY : result;
    }
}
