package dev.fuselage.kernel.program.workload;

import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.kernel.program.Launcher;
import dev.fuselage.kernel.syscall.Flock;
import dev.fuselage.kernel.syscall.Syscalls;
import java.util.List;

/** Lines about the process: identity, time, mounts, caches and locks. */
final class ProcessCommands {
    private static final String DROP_CACHES = "/proc/sys/vm/drop_caches";
    private static final long NANOS_PER_MILLISECOND = 1_000_000;
    private static final int KEEP = -1;

    /** Exit code of a shell's child that could not become the program. */
    private static final int EXEC_FAILED = 127;

    private final Syscalls sys;
    private final Handles handles;
    private final String tag;

    ProcessCommands(Syscalls sys, Handles handles, String tag) {
        this.sys = sys;
        this.handles = handles;
        this.tag = tag;
    }

    void addTo(Commands commands) {
        commands.with("umask", a -> Long.toOctalString(sys.umask(a.octal(0, 0))))
                .with("euid", a -> Results.of(euid((int) a.number(0))))
                .with("sleep", a -> Results.of(sleep(a.number(0))))
                .with("drop_caches", a -> Results.of(dropCaches(a.word(0))))
                .with("mount", this::mount)
                .with("umount", a -> Results.of(sys.umount2(a.bytes(0), 0)))
                .with("exec", a -> Results.of(exec(a.bytes(0))))
                .with("flock", a -> Results.of(sys.flock(fd(a), a.flags(1, Words.FLOCK))))
                .with("setlk", a -> setlk(a, FcntlFlags.F_SETLK))
                .with("setlkw", a -> setlk(a, FcntlFlags.F_SETLKW))
                .with("getlk", a -> getlk(a, FcntlFlags.F_GETLK))
                .with("ofdsetlk", a -> setlk(a, FcntlFlags.F_OFD_SETLK))
                .with("ofdgetlk", a -> getlk(a, FcntlFlags.F_OFD_GETLK));
    }

    private int fd(Arguments a) {
        return handles.of(a.letter(0));
    }

    /** User and group, in the order that keeps the right to change both. */
    private long euid(int id) {
        if (id == 0) {
            long result = sys.setresuid(KEEP, id, KEEP);
            return result < 0 ? result : sys.setresgid(KEEP, id, KEEP);
        }
        long result = sys.setresgid(KEEP, id, KEEP);
        return result < 0 ? result : sys.setresuid(KEEP, id, KEEP);
    }

    private long sleep(long milliseconds) {
        return sys.nanosleep(milliseconds * NANOS_PER_MILLISECOND);
    }

    private long dropCaches(String level) {
        long fd = sys.openat(Syscalls.AT_FDCWD, DROP_CACHES, OpenFlags.O_WRONLY, 0);
        if (fd < 0) {
            return fd;
        }
        long buffer = sys.memory().allocate(1);
        sys.memory().write8(buffer, level.charAt(0));
        long result = sys.write((int) fd, buffer, 1);
        sys.memory().free(buffer, 1);
        long _ = sys.close((int) fd);
        return result;
    }

    /**
     * Runs a file in a forked child: its exit code, 128 and the signal that ended it, or an error.
     */
    private long exec(String path) {
        long[] refused = new long[1];
        long pid =
                sys.fork(
                        "exec",
                        child -> {
                            refused[0] = child.execve(path, List.of(path), List.of());
                            return EXEC_FAILED;
                        });
        if (pid < 0) {
            return pid;
        }
        long status = sys.wait4((int) pid, 0);
        return refused[0] != 0 || status < 0
                ? Math.min(refused[0], status)
                : Launcher.shellStatus((int) status);
    }

    private String mount(Arguments a) {
        String options = a.count() > 1 ? a.bytes(1) : "";
        return Results.of(mount(sys, tag, a.bytes(0), options));
    }

    /** Mounts on a directory, which is made if it is missing. */
    static long mount(Syscalls sys, String tag, String directory, String options) {
        long _ = sys.mkdirat(Syscalls.AT_FDCWD, directory, 0755);
        return sys.mount(tag, directory, "virtiofs", 0, options);
    }

    private static Flock lock(Arguments a) {
        int type = a.flags(1, Words.LOCK);
        return new Flock().set(type, Seek.SEEK_SET, a.number(2), a.number(3));
    }

    private String setlk(Arguments a, int command) {
        return Results.of(sys.fcntl(fd(a), command, lock(a)));
    }

    private String getlk(Arguments a, int command) {
        Flock lock = lock(a);
        long result = sys.fcntl(fd(a), command, lock);
        return result < 0 ? Results.of(result) : result + " type=" + lock.type;
    }
}
