package dev.fuselage.kernel.syscall;

import dev.fuselage.kernel.aio.IoControlBlock;
import dev.fuselage.kernel.aio.IoEvent;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.FileSync;

/** The part of the system call table that works on open files. */
@KernelFunction("sys_*")
abstract sealed class FileSyscalls extends SyscallEntry permits NameSyscalls {
    private final FileCalls files;
    private final DataCalls data;
    private final SpliceCalls splices;
    private final PollCalls polls;
    private final AioCalls aio;
    private final DirectoryCalls directories;

    FileSyscalls(CallContext context) {
        super(context);
        this.files = new FileCalls(context);
        this.data = new DataCalls(context);
        this.splices = new SpliceCalls(context);
        this.polls = new PollCalls(context);
        this.aio = new AioCalls(context);
        this.directories = new DirectoryCalls(context);
    }

    @Override
    public long openat(int dfd, String path, int flags, int mode) {
        enter();
        return leave(files.openat(dfd, path, flags, mode));
    }

    @Override
    public long close(int fd) {
        enter();
        return leave(files.close(fd));
    }

    @Override
    public long dup(int fd) {
        enter();
        return leave(files.dup(fd));
    }

    @Override
    public long dup3(int oldFd, int newFd, int flags) {
        enter();
        return leave(files.dup3(oldFd, newFd, flags));
    }

    @Override
    public long pipe2(int[] fds, int flags) {
        enter();
        return leave(files.pipe2(fds, flags));
    }

    @Override
    public long fcntl(int fd, int cmd, long argument) {
        enter();
        return leave(files.fcntl(fd, cmd, argument));
    }

    @Override
    public long fcntl(int fd, int cmd, Flock lock) {
        enter();
        return leave(files.locks().fcntl(fd, cmd, lock));
    }

    @Override
    public long flock(int fd, int operation) {
        enter();
        return leave(files.locks().flock(fd, operation));
    }

    @Override
    public long ioctl(int fd, int cmd, long argument) {
        enter();
        return leave(files.ioctl(fd, cmd, argument));
    }

    @Override
    public long ppoll(PollFd[] fds, long timeoutNanos) {
        enter();
        return leave(polls.poll(fds, timeoutNanos));
    }

    @Override
    public long read(int fd, long buffer, long count) {
        enter();
        return leave(data.read(fd, buffer, count));
    }

    @Override
    public long write(int fd, long buffer, long count) {
        enter();
        return leave(data.write(fd, buffer, count));
    }

    @Override
    public long pread64(int fd, long buffer, long count, long offset) {
        enter();
        return leave(data.pread(fd, buffer, count, offset));
    }

    @Override
    public long pwrite64(int fd, long buffer, long count, long offset) {
        enter();
        return leave(data.pwrite(fd, buffer, count, offset));
    }

    @Override
    public long readv(int fd, long iov, int segments) {
        enter();
        return leave(data.vector(fd, iov, segments, false));
    }

    @Override
    public long writev(int fd, long iov, int segments) {
        enter();
        return leave(data.vector(fd, iov, segments, true));
    }

    @Override
    public long lseek(int fd, long offset, int whence) {
        enter();
        return leave(data.lseek(fd, offset, whence));
    }

    @Override
    public long getdents64(int fd, long buffer, long count) {
        enter();
        return leave(directories.getdents64(fd, buffer, count));
    }

    @Override
    public long ftruncate(int fd, long length) {
        enter();
        return leave(data.ftruncate(fd, length));
    }

    @Override
    public long truncate(String path, long length) {
        enter();
        return leave(data.truncate(path, length));
    }

    @Override
    public long fallocate(int fd, int mode, long offset, long length) {
        enter();
        return leave(data.fallocate(fd, mode, offset, length));
    }

    @Override
    public long copyFileRange(
            int fdIn, long offsetIn, int fdOut, long offsetOut, long length, int flags) {
        enter();
        return leave(data.copyFileRange(fdIn, offsetIn, fdOut, offsetOut, length, flags));
    }

    @Override
    public long sendfile(int fdOut, int fdIn, long offset, long count) {
        enter();
        return leave(data.sendfile(fdOut, fdIn, offset, count));
    }

    @Override
    public long splice(int fdIn, long offsetIn, int fdOut, long offsetOut, long length, int flags) {
        enter();
        return leave(splices.splice(fdIn, offsetIn, fdOut, offsetOut, length, flags));
    }

    @Override
    public long fadvise64(int fd, long offset, long length, int advice) {
        enter();
        return leave(data.advise(fd, offset, length, advice));
    }

    @Override
    public long readahead(int fd, long offset, long count) {
        enter();
        return leave(data.readahead(fd, offset, count));
    }

    @Override
    public long fsync(int fd) {
        enter();
        return leave(data.fsync(fd, false));
    }

    @Override
    public long fdatasync(int fd) {
        enter();
        return leave(data.fsync(fd, true));
    }

    @Override
    public long sync() {
        enter();
        FileSync.everything(context.vfs);
        return leave(0);
    }

    @Override
    public long syncfs(int fd) {
        enter();
        return leave(data.syncfs(fd));
    }

    @Override
    public long syncFileRange(int fd, long offset, long bytes, int flags) {
        enter();
        return leave(data.syncFileRange(fd, offset, bytes, flags));
    }

    @Override
    public long ioSetup(int events) {
        enter();
        return leave(aio.setup(events));
    }

    @Override
    public long ioDestroy(long id) {
        enter();
        return leave(aio.destroy(id));
    }

    @Override
    public long ioSubmit(long id, IoControlBlock... blocks) {
        enter();
        return leave(aio.submit(id, blocks));
    }

    @Override
    public long ioGetevents(long id, int least, int count, IoEvent[] out, long timeoutNanos) {
        enter();
        return leave(aio.getevents(id, least, count, out, timeoutNanos));
    }
}
