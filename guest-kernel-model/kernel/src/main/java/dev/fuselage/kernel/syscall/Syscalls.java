package dev.fuselage.kernel.syscall;

import dev.fuselage.kernel.aio.IoControlBlock;
import dev.fuselage.kernel.aio.IoEvent;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.SignalAction;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Kstatfs;
import dev.fuselage.kernel.vfs.Timespec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of the guest as a program makes them: those of the asm-generic table, under
 * their names, with nothing a C library adds.
 *
 * <p>Results are counts, descriptors or 0, and negative errno values. Data goes through the
 * program's memory ({@link #memory}): a {@code long} address, 0 for NULL. Structures are holder
 * objects, copied as the call returns. Paths and names are byte strings; {@code dfd} is a
 * directory's descriptor or {@link #AT_FDCWD}. A fatal signal ends the program at the end of a call
 * with {@link dev.fuselage.kernel.task.TaskExit}.
 */
public interface Syscalls {
    /** The current directory in the place of a descriptor. */
    int AT_FDCWD = -100;

    /** In the nanoseconds of {@link #utimensat}: now. */
    int UTIME_NOW = 0x3fffffff;

    /** In the nanoseconds of {@link #utimensat}: leave it. */
    int UTIME_OMIT = 0x3ffffffe;

    /** What a spawned program runs. */
    @FunctionalInterface
    interface Main {
        /** Runs to its end; returns the exit code 0..255. */
        int run(Syscalls sys);
    }

    /** The program's own memory, for buffers. */
    UserMemory memory();

    // ---- descriptors

    /** Opens, creating if asked; O_LARGEFILE is added as on 64-bit machines. */
    long openat(int dfd, String path, int flags, int mode);

    /** Closes. */
    long close(int fd);

    /** The lowest free descriptor for the same open file. */
    long dup(int fd);

    /** That descriptor for the same open file; {@code flags} 0 or O_CLOEXEC. */
    long dup3(int oldFd, int newFd, int flags);

    /** A pipe: {@code fds[0]} reads, {@code fds[1]} writes. */
    long pipe2(int[] fds, int flags);

    /** fcntl(2) but for locks. */
    long fcntl(int fd, int cmd, long argument);

    /** fcntl(2) with F_GETLK, F_SETLK, F_SETLKW and their F_OFD_ forms. */
    long fcntl(int fd, int cmd, Flock lock);

    /** flock(2). */
    long flock(int fd, int operation);

    /** ioctl(2). */
    long ioctl(int fd, int cmd, long argument);

    /**
     * ppoll(2) without a signal mask: how many of them are ready; 0 after the timeout in
     * nanoseconds, of which a negative one means none.
     */
    long ppoll(PollFd[] fds, long timeoutNanos);

    // ---- data

    /** read(2). */
    long read(int fd, long buffer, long count);

    /** write(2). */
    long write(int fd, long buffer, long count);

    /** pread(2). */
    long pread64(int fd, long buffer, long count, long offset);

    /** pwrite(2). */
    long pwrite64(int fd, long buffer, long count, long offset);

    /** readv(2): an array of (address, length) pairs of 64-bit words at {@code iov}. */
    long readv(int fd, long iov, int segments);

    /** writev(2). */
    long writev(int fd, long iov, int segments);

    /** lseek(2). */
    long lseek(int fd, long offset, int whence);

    /** getdents64(2). */
    long getdents64(int fd, long buffer, long count);

    /** ftruncate(2). */
    long ftruncate(int fd, long length);

    /** truncate(2). */
    long truncate(String path, long length);

    /** fallocate(2). */
    long fallocate(int fd, int mode, long offset, long length);

    /** copy_file_range(2): addresses of 64-bit offsets, 0 for the files' positions. */
    long copyFileRange(int fdIn, long offsetIn, int fdOut, long offsetOut, long length, int flags);

    /** sendfile(2): address of a 64-bit offset, 0 for the file's position. */
    long sendfile(int fdOut, int fdIn, long offset, long count);

    /**
     * splice(2): addresses of 64-bit offsets, 0 for the files' positions and for pipes; {@code
     * flags} as {@link dev.fuselage.kernel.vfs.PipeSplice} has them.
     */
    long splice(int fdIn, long offsetIn, int fdOut, long offsetOut, long length, int flags);

    /** posix_fadvise(2). */
    long fadvise64(int fd, long offset, long length, int advice);

    /** readahead(2). */
    long readahead(int fd, long offset, long count);

    /** fsync(2). */
    long fsync(int fd);

    /** fdatasync(2). */
    long fdatasync(int fd);

    /** sync(2). */
    long sync();

    /** syncfs(2). */
    long syncfs(int fd);

    /** sync_file_range(2). */
    long syncFileRange(int fd, long offset, long bytes, int flags);

    // ---- asynchronous reads and writes

    /** io_setup(2): the id of a context for that many requests. */
    long ioSetup(int events);

    /** io_destroy(2). */
    long ioDestroy(long context);

    /** io_submit(2): how many were taken. */
    long ioSubmit(long context, IoControlBlock... blocks);

    /** io_getevents(2); a negative timeout means none. */
    long ioGetevents(long context, int least, int count, IoEvent[] out, long timeoutNanos);

    // ---- memory

    /**
     * mmap(2): {@code protection} PROT_*, {@code flags} MAP_* of {@link
     * dev.fuselage.kernel.mm.MmapFlags}; {@code fd} is not looked at with MAP_ANONYMOUS. The
     * address.
     */
    long mmap(long address, long length, int protection, int flags, int fd, long offset);

    /** munmap(2). */
    long munmap(long address, long length);

    /** mprotect(2). */
    long mprotect(long address, long length, int protection);

    /** msync(2). */
    long msync(long address, long length, int flags);

    /** madvise(2). */
    long madvise(long address, long length, int advice);

    /**
     * No call: the program itself reads its memory, as machine code does, with what page faults and
     * copying cost.
     *
     * @return 0, or the signal that this raised and the program handles, SIGSEGV or SIGBUS; by one
     *     that it does not handle it ends
     */
    int load(long address, byte[] into, int offset, int length);

    /** As {@link #load}, but it writes. */
    int store(long address, byte[] from, int offset, int length);

    /** No call: the program computes for that many cycles, and may be interrupted or killed. */
    void compute(long cycles);

    /**
     * No call: the program does what a processor does not have (force_sig); ends it unless it
     * handles the signal.
     */
    void raise(int signal);

    // ---- attributes

    /** newfstatat(2). */
    long newfstatat(int dfd, String path, Kstat out, int flags);

    /** fstat(2). */
    long fstat(int fd, Kstat out);

    /** statx(2). */
    long statx(int dfd, String path, int flags, int mask, Kstat out);

    /** faccessat2(2). */
    long faccessat2(int dfd, String path, int mode, int flags);

    /** fchmodat2(2). */
    long fchmodat2(int dfd, String path, int mode, int flags);

    /** fchmod(2). */
    long fchmod(int fd, int mode);

    /** fchownat(2); -1 leaves an id. */
    long fchownat(int dfd, String path, int uid, int gid, int flags);

    /** fchown(2). */
    long fchown(int fd, int uid, int gid);

    /** utimensat(2); a null path means the descriptor itself, null times mean now. */
    long utimensat(
            int dfd,
            @Nullable String path,
            @Nullable Timespec atime,
            @Nullable Timespec mtime,
            int flags);

    /** statfs(2). */
    long statfs(String path, Kstatfs out);

    /** fstatfs(2). */
    long fstatfs(int fd, Kstatfs out);

    // ---- names

    /** mkdirat(2). */
    long mkdirat(int dfd, String path, int mode);

    /** mknodat(2); {@code device} in the form of {@link dev.fuselage.fuse.linux.DeviceNumber}. */
    long mknodat(int dfd, String path, int mode, int device);

    /** symlinkat(2). */
    long symlinkat(String target, int dfd, String path);

    /** linkat(2). */
    long linkat(int oldDfd, String oldPath, int newDfd, String newPath, int flags);

    /** unlinkat(2). */
    long unlinkat(int dfd, String path, int flags);

    /** renameat2(2). */
    long renameat2(int oldDfd, String oldPath, int newDfd, String newPath, int flags);

    /** readlinkat(2). */
    long readlinkat(int dfd, String path, long buffer, long size);

    /** chdir(2). */
    long chdir(String path);

    /** fchdir(2). */
    long fchdir(int fd);

    /** getcwd(2): bytes with the NUL at the end. */
    long getcwd(long buffer, long size);

    /** umask(2): the old one. */
    long umask(int mask);

    // ---- extended attributes; lgetxattr and its like are the calls with {@code follow} false

    /** getxattr(2), lgetxattr(2). */
    long getxattr(String path, boolean follow, String name, long value, long size);

    /** fgetxattr(2). */
    long fgetxattr(int fd, String name, long value, long size);

    /** setxattr(2), lsetxattr(2). */
    long setxattr(String path, boolean follow, String name, long value, long size, int flags);

    /** fsetxattr(2). */
    long fsetxattr(int fd, String name, long value, long size, int flags);

    /** listxattr(2), llistxattr(2). */
    long listxattr(String path, boolean follow, long list, long size);

    /** flistxattr(2). */
    long flistxattr(int fd, long list, long size);

    /** removexattr(2), lremovexattr(2). */
    long removexattr(String path, boolean follow, String name);

    /** fremovexattr(2). */
    long fremovexattr(int fd, String name);

    // ---- mounts

    /** mount(2); {@code flags} as {@link dev.fuselage.kernel.vfs.MountFlags} has them. */
    long mount(String source, String target, String type, int flags, String options);

    /** umount2(2). */
    long umount2(String target, int flags);

    // ---- modules

    /** finit_module(2), with the module's name in the place of its file. */
    long finitModule(String name);

    // ---- the process

    /** getpid(2). */
    long getpid();

    /** getppid(2). */
    long getppid();

    /** What getuid(2), geteuid(2), getgroups(2) and their like tell. */
    Credentials credentials();

    /** setresuid(2); -1 leaves an id. seteuid(3) is setresuid(-1, id, -1). */
    long setresuid(int real, int effective, int saved);

    /** setresgid(2); -1 leaves an id. */
    long setresgid(int real, int effective, int saved);

    /** setgroups(2). */
    long setgroups(int... groups);

    /**
     * execve(2): does not return when the process has become the program in that file, which goes
     * on until it ends.
     */
    long execve(String path, List<String> argv, List<String> envp);

    /**
     * No call: what execve(2) changes for a built-in program, which is no file: the name, and, for
     * one that would be set-user-ID, the effective and saved user id. The caller runs it then.
     */
    long becomeBuiltIn(String name);

    /** prctl(PR_SET_NAME): the name ps shows. */
    long setName(String name);

    /**
     * fork(2), with what the child runs; it has a copy of memory and descriptors. The child's pid.
     */
    long fork(String name, Main child);

    /** wait4(2): pid times 2^32 plus status; 0 with WNOHANG when none has exited; negative. */
    long wait4(int pid, int options);

    /** exit_group(2): does not return. */
    long exit(int code);

    /** kill(2). */
    long kill(int pid, int signal);

    /** sigaction(2). */
    long sigaction(int signal, SignalAction action);

    /** The handled signal that the last call delivered, which is forgotten by this; 0 for none. */
    int takeSignal();

    // ---- time

    /** nanosleep(2). */
    long nanosleep(long nanos);

    /** clock_gettime(CLOCK_REALTIME). */
    long realtime(Timespec out);

    /** clock_gettime(CLOCK_MONOTONIC) in nanoseconds. */
    long monotonic();
}
