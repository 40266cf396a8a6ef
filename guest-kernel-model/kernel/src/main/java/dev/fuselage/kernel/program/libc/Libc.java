package dev.fuselage.kernel.program.libc;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.vfs.Timespec;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The C library of one process: POSIX functions over raw system calls.
 *
 * <p>As in POSIX, paths are relative to the current directory; unlike there, an error is the
 * negative number returned and there is no {@code errno}.
 */
public final class Libc extends FileCalls {

    /** {@link #pollChild}: the child still runs. */
    public static final long NOTHING_YET = -1L << 32;

    private static final int WNOHANG = 1;

    private final Syscalls sys;
    private final Output out = new Output(this, 1);
    private final Output err = new Output(this, 2);
    private String name;

    /**
     * @param name the program's, for messages
     */
    public Libc(Syscalls sys, String name) {
        super(sys);
        this.sys = sys;
        this.name = name;
    }

    // ---- the program

    /** The name the program was started by. */
    public String name() {
        return name;
    }

    /** Becomes another program ({@code execve} changes {@code comm}). */
    public void setName(String next) {
        name = next;
        long _ = sys.becomeBuiltIn(PathText.base(next));
    }

    /**
     * Becomes the program in a file, to its end.
     *
     * @return why not
     */
    public long execve(String path, List<String> argv) {
        return sys.execve(path, argv, List.of());
    }

    public Output out() {
        return out;
    }

    public Output err() {
        return err;
    }

    /** Writes {@code name: message} to standard error, after what is still to go to output. */
    public void complain(String message) {
        out.flush();
        err.println(name + ": " + message);
        err.flush();
    }

    /** Writes {@code name: message: text of the error} to standard error. */
    public void complain(String message, long error) {
        complain(message + ": " + ErrorText.of(error));
    }

    /** The system calls below it. */
    public Syscalls syscalls() {
        return sys;
    }

    // ---- processes

    /**
     * Starts a child with copies of this process's descriptors, directory and umask.
     *
     * @param main runs in the child; its result is the exit status
     * @return the child's process id
     */
    public long fork(String comm, ToIntFunction<Libc> main) {
        out.flush();
        err.flush();
        String inherited = name;
        return sys.fork(
                PathText.base(comm),
                own -> {
                    Libc child = new Libc(own, inherited);
                    int status = main.applyAsInt(child);
                    child.out.flush();
                    child.err.flush();
                    return status;
                });
    }

    /**
     * Waits for the end of a child.
     *
     * @return exit code times 256, or the number of the signal that killed it; or an error
     */
    public long waitForChild(int pid) {
        long result = sys.wait4(pid, 0);
        while (result == -Errno.EINTR) {
            result = sys.wait4(pid, 0);
        }
        return result < 0 ? result : result & 0xffff_ffffL;
    }

    /** As {@link #waitForChild}, but {@link #NOTHING_YET} while the child runs. */
    public long pollChild(int pid) {
        long result = sys.wait4(pid, WNOHANG);
        return result == 0 ? NOTHING_YET : result < 0 ? result : result & 0xffff_ffffL;
    }

    public long kill(int pid, int signal) {
        return sys.kill(pid, signal);
    }

    public Credentials credentials() {
        return sys.credentials();
    }

    /** Acts as another user until it acts as itself again ({@code seteuid}). */
    public long setEffectiveUser(int uid) {
        return sys.setresuid(-1, uid, -1);
    }

    /** Becomes a user with exactly these groups, for good. */
    public long setUser(int uid, int gid, int... groups) {
        long error = sys.setgroups(groups);
        error = error < 0 ? error : sys.setresgid(gid, gid, gid);
        return error < 0 ? error : sys.setresuid(uid, uid, uid);
    }

    public int umask() {
        int mask = (int) sys.umask(0);
        long _ = sys.umask(mask);
        return mask;
    }

    public void setUmask(int mask) {
        long _ = sys.umask(mask);
    }

    // ---- the system

    /**
     * Mounts.
     *
     * @param flags {@code MS_} flags
     */
    public long mount(String source, String directory, String type, int flags, String data) {
        return sys.mount(source, directory, type, flags, data);
    }

    /**
     * Unmounts.
     *
     * @param flags {@code MNT_} flags
     */
    public long umount(String directory, int flags) {
        return sys.umount2(directory, flags);
    }

    public long nanosleep(long nanos) {
        return sys.nanosleep(nanos);
    }

    /** Nanoseconds since 1970. */
    public long realtimeNanos() {
        Timespec now = new Timespec();
        long _ = sys.realtime(now);
        return now.sec * Timespec.NSEC_PER_SEC + now.nsec;
    }

    /** Nanoseconds since some time in the past. */
    public long monotonicNanos() {
        return sys.monotonic();
    }

    /** Loads a module by name. */
    public long loadModule(String module) {
        return sys.finitModule(module);
    }
}
