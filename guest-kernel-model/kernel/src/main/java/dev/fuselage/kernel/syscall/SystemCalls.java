package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.aio.IoControlBlock;
import dev.fuselage.kernel.aio.IoEvent;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.process.Processes;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.SignalAction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.time.Timekeeping;
import dev.fuselage.kernel.vfs.FileSync;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Kstatfs;
import dev.fuselage.kernel.vfs.Timespec;
import dev.fuselage.machine.cost.Cost;
import org.jspecify.annotations.Nullable;

/**
 * The system call table: enters the kernel, charges the entry, does the work, and on the way back
 * releases files and delivers signals. One object serves one task, and only that task may use it.
 */
@KernelFunction("sys_*")
public final class SystemCalls implements Syscalls {
    private final UserSpace userSpace;
    private final CallContext context;
    private final Task task;
    private final FileCalls files;
    private final DataCalls data;
    private final PollCalls polls;
    private final MemoryCalls memory;
    private final AioCalls aio;
    private final DirectoryCalls directories;
    private final StatCalls stats;
    private final AttributeCalls attributes;
    private final NameCalls names;
    private final XattrCalls xattrs;
    private int signal;

    SystemCalls(UserSpace userSpace, Task task) {
        this.userSpace = userSpace;
        this.task = task;
        this.context = new CallContext(userSpace.vfs(), task);
        this.files = new FileCalls(context);
        this.data = new DataCalls(context);
        this.polls = new PollCalls(context);
        this.memory = new MemoryCalls(context);
        this.aio = new AioCalls(context);
        this.directories = new DirectoryCalls(context);
        this.stats = new StatCalls(context);
        this.attributes = new AttributeCalls(context);
        this.names = new NameCalls(context);
        this.xattrs = new XattrCalls(context);
    }

    private void enter() {
        context.scheduler.spend(Cost.SYSCALL);
        context.scheduler.syncPoint();
    }

    private long leave(long result) {
        context.work.run();
        context.scheduler.progressed();
        context.scheduler.syncPoint();
        int delivered = task.takeSignal();
        if (delivered != 0) {
            signal = delivered;
        }
        return result;
    }

    @Override
    public UserMemory memory() {
        return context.memory;
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

    @Override
    public long mmap(long address, long length, int protection, int flags, int fd, long offset) {
        enter();
        return leave(memory.mmap(address, length, protection, flags, fd, offset));
    }

    @Override
    public long munmap(long address, long length) {
        enter();
        return leave(memory.munmap(address, length));
    }

    @Override
    public long mprotect(long address, long length, int protection) {
        enter();
        return leave(memory.mprotect(address, length, protection));
    }

    @Override
    public long msync(long address, long length, int flags) {
        enter();
        return leave(memory.msync(address, length, flags));
    }

    @Override
    public long madvise(long address, long length, int advice) {
        enter();
        return leave(memory.madvise(address, length, advice));
    }

    @Override
    public int load(long address, byte[] into, int offset, int length) {
        return raised(memory.load(address, into, offset, length));
    }

    @Override
    public int store(long address, byte[] from, int offset, int length) {
        return raised(memory.store(address, from, offset, length));
    }

    /** The way back from a page fault; a signal that it raised cannot be ignored (force_sig). */
    private int raised(int fault) {
        if (fault != 0) {
            task.forceSignal(fault);
        }
        long _ = leave(0);
        return fault;
    }

    @Override
    public long newfstatat(int dfd, String path, Kstat out, int flags) {
        enter();
        return leave(stats.newfstatat(dfd, path, out, flags));
    }

    @Override
    public long fstat(int fd, Kstat out) {
        enter();
        return leave(stats.fstat(fd, out));
    }

    @Override
    public long statx(int dfd, String path, int flags, int mask, Kstat out) {
        enter();
        return leave(stats.statx(dfd, path, flags, mask, out));
    }

    @Override
    public long faccessat2(int dfd, String path, int mode, int flags) {
        enter();
        return leave(stats.faccessat2(dfd, path, mode, flags));
    }

    @Override
    public long fchmodat2(int dfd, String path, int mode, int flags) {
        enter();
        return leave(attributes.fchmodat2(dfd, path, mode, flags));
    }

    @Override
    public long fchmod(int fd, int mode) {
        enter();
        return leave(attributes.fchmod(fd, mode));
    }

    @Override
    public long fchownat(int dfd, String path, int uid, int gid, int flags) {
        enter();
        return leave(attributes.fchownat(dfd, path, uid, gid, flags));
    }

    @Override
    public long fchown(int fd, int uid, int gid) {
        enter();
        return leave(attributes.fchown(fd, uid, gid));
    }

    @Override
    public long utimensat(
            int dfd,
            @Nullable String path,
            @Nullable Timespec atime,
            @Nullable Timespec mtime,
            int flags) {
        enter();
        return leave(attributes.utimensat(dfd, path, atime, mtime, flags));
    }

    @Override
    public long statfs(String path, Kstatfs out) {
        enter();
        return leave(stats.statfs(path, out));
    }

    @Override
    public long fstatfs(int fd, Kstatfs out) {
        enter();
        return leave(stats.fstatfs(fd, out));
    }

    @Override
    public long mkdirat(int dfd, String path, int mode) {
        enter();
        return leave(context.vfs.nameChanges().mkdir(dfd, path, mode));
    }

    @Override
    public long mknodat(int dfd, String path, int mode, int device) {
        enter();
        return leave(context.vfs.nameChanges().mknod(dfd, path, mode, device));
    }

    @Override
    public long symlinkat(String target, int dfd, String path) {
        enter();
        return leave(context.vfs.nameChanges().symlink(target, dfd, path));
    }

    @Override
    public long linkat(int oldDfd, String oldPath, int newDfd, String newPath, int flags) {
        enter();
        return leave(names.linkat(oldDfd, oldPath, newDfd, newPath, flags));
    }

    @Override
    public long unlinkat(int dfd, String path, int flags) {
        enter();
        return leave(names.unlinkat(dfd, path, flags));
    }

    @Override
    public long renameat2(int oldDfd, String oldPath, int newDfd, String newPath, int flags) {
        enter();
        return leave(context.vfs.renames().rename(oldDfd, oldPath, newDfd, newPath, flags));
    }

    @Override
    public long readlinkat(int dfd, String path, long buffer, long size) {
        enter();
        return leave(names.readlinkat(dfd, path, buffer, size));
    }

    @Override
    public long chdir(String path) {
        enter();
        return leave(names.chdir(path));
    }

    @Override
    public long fchdir(int fd) {
        enter();
        return leave(names.fchdir(fd));
    }

    @Override
    public long getcwd(long buffer, long size) {
        enter();
        return leave(names.getcwd(buffer, size));
    }

    @Override
    public long umask(int mask) {
        enter();
        return leave(names.umask(mask));
    }

    @Override
    public long getxattr(String path, boolean follow, String name, long value, long size) {
        enter();
        return leave(xattrs.get(path, follow, name, value, size));
    }

    @Override
    public long fgetxattr(int fd, String name, long value, long size) {
        enter();
        return leave(xattrs.get(fd, name, value, size));
    }

    @Override
    public long setxattr(
            String path, boolean follow, String name, long value, long size, int flags) {
        enter();
        return leave(xattrs.set(path, follow, name, value, size, flags));
    }

    @Override
    public long fsetxattr(int fd, String name, long value, long size, int flags) {
        enter();
        return leave(xattrs.set(fd, name, value, size, flags));
    }

    @Override
    public long listxattr(String path, boolean follow, long list, long size) {
        enter();
        return leave(xattrs.list(path, follow, list, size));
    }

    @Override
    public long flistxattr(int fd, long list, long size) {
        enter();
        return leave(xattrs.list(fd, list, size));
    }

    @Override
    public long removexattr(String path, boolean follow, String name) {
        enter();
        return leave(xattrs.remove(path, follow, name));
    }

    @Override
    public long fremovexattr(int fd, String name) {
        enter();
        return leave(xattrs.remove(fd, name));
    }

    @Override
    public long mount(String source, String target, String type, int flags, String options) {
        enter();
        return leave(context.vfs.mounting().mount(source, target, type, flags, options));
    }

    @Override
    public long umount2(String target, int flags) {
        enter();
        return leave(context.vfs.mounting().umount(target, flags));
    }

    @Override
    public long sync() {
        enter();
        FileSync.everything(context.vfs);
        return leave(0);
    }

    // ---- the process

    private Processes processes() {
        return userSpace.processes();
    }

    private Timekeeping time() {
        return userSpace.time();
    }

    @Override
    public long finitModule(String name) {
        enter();
        return leave(
                task.credentials().capable(Capability.SYS_MODULE)
                        ? userSpace.loadModule(name)
                        : -Errno.EPERM);
    }

    @Override
    public long getpid() {
        enter();
        return leave(task.pid());
    }

    @Override
    public long getppid() {
        enter();
        Task parent = task.parent();
        return leave(parent == null ? 0 : parent.pid());
    }

    @Override
    public Credentials credentials() {
        return task.credentials();
    }

    @Override
    public long setresuid(int real, int effective, int saved) {
        enter();
        Credentials old = task.credentials();
        if (!old.capable(Capability.SETUID)) {
            if (!isUserOf(old, real) || !isUserOf(old, effective) || !isUserOf(old, saved)) {
                return leave(-Errno.EPERM);
            }
        }
        task.setCredentials(
                old.withUsers(
                        real == -1 ? old.uid() : real,
                        effective == -1 ? old.euid() : effective,
                        saved == -1 ? old.suid() : saved));
        return leave(0);
    }

    private static boolean isUserOf(Credentials old, int id) {
        return id == -1 || id == old.uid() || id == old.euid() || id == old.suid();
    }

    @Override
    public long setresgid(int real, int effective, int saved) {
        enter();
        Credentials old = task.credentials();
        if (!old.capable(Capability.SETGID)) {
            if (!isGroupOf(old, real) || !isGroupOf(old, effective) || !isGroupOf(old, saved)) {
                return leave(-Errno.EPERM);
            }
        }
        task.setCredentials(
                old.withGroupIds(
                        real == -1 ? old.gid() : real,
                        effective == -1 ? old.egid() : effective,
                        saved == -1 ? old.sgid() : saved));
        return leave(0);
    }

    private static boolean isGroupOf(Credentials old, int id) {
        return id == -1 || id == old.gid() || id == old.egid() || id == old.sgid();
    }

    @Override
    public long setgroups(int... groups) {
        enter();
        if (!task.credentials().capable(Capability.SETGID)) {
            return leave(-Errno.EPERM);
        }
        task.setCredentials(task.credentials().withGroups(groups));
        return leave(0);
    }

    @Override
    public long execve(String name) {
        enter();
        task.setComm(comm(name));
        if (UserSpace.isSetUserId(name)) {
            Credentials old = task.credentials();
            task.setCredentials(old.withUsers(old.uid(), 0, 0));
        }
        return leave(0);
    }

    @Override
    public long setName(String name) {
        enter();
        task.setComm(comm(name));
        return leave(0);
    }

    private static String comm(String name) {
        return name.length() > MAX_COMM ? name.substring(0, MAX_COMM) : name;
    }

    private static final int MAX_COMM = 15;

    @Override
    public long fork(String name, Main child) {
        enter();
        return leave(userSpace.fork(task, name, child).pid());
    }

    @Override
    public long wait4(int pid, int options) {
        enter();
        return leave(processes().waitForChild(pid, options));
    }

    @Override
    public long exit(int code) {
        enter();
        throw processes().exit(code);
    }

    @Override
    public long kill(int pid, int signalNumber) {
        enter();
        return leave(processes().kill(pid, signalNumber));
    }

    @Override
    public long sigaction(int signalNumber, SignalAction action) {
        enter();
        task.setSignalAction(signalNumber, action);
        return leave(0);
    }

    @Override
    public int takeSignal() {
        int taken = signal;
        signal = 0;
        return taken;
    }

    // ---- time

    @Override
    public long nanosleep(long nanos) {
        enter();
        return leave(nanos < 0 ? -Errno.EINVAL : time().nanosleep(nanos));
    }

    @Override
    public long realtime(Timespec out) {
        enter();
        out.set(time().realSeconds(), time().realNanos());
        return leave(0);
    }

    @Override
    public long monotonic() {
        enter();
        return leave(time().monotonicNanos());
    }
}
