package dev.fuselage.benchmarks;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.function.Function;

/**
 * Guest programs whose every system call is one request to the server, if that serves with
 * cache=none. Each round makes {@link #CALLS} of them on one open file.
 */
final class RoundTrips {
    /** System calls in a round. */
    static final int CALLS = 10_000;

    static final int SMALL = 4096;
    static final int LARGE = 128 * 1024;

    private static final String MOUNT_POINT = "/mnt";
    private static final String FILE = MOUNT_POINT + "/file";

    private RoundTrips() {}

    private static long check(long result) {
        if (result < 0) {
            throw new IllegalStateException("a system call failed: " + Errno.name((int) -result));
        }
        return result;
    }

    /** Mounts the share. */
    static Function<Syscalls, Runnable> mount() {
        return sys -> {
            check(sys.mount(BenchmarkGuest.TAG, MOUNT_POINT, "virtiofs", 0, ""));
            return () -> {};
        };
    }

    private static int open(Syscalls sys) {
        return (int)
                check(
                        sys.openat(
                                Syscalls.AT_FDCWD,
                                FILE,
                                OpenFlags.O_RDWR | OpenFlags.O_CREAT,
                                0644));
    }

    /** {@code fstat}: GETATTR. */
    static Function<Syscalls, Runnable> getattr() {
        return sys -> {
            int fd = open(sys);
            Kstat stat = new Kstat();
            return () -> {
                for (int i = 0; i < CALLS; i++) {
                    check(sys.fstat(fd, stat));
                }
            };
        };
    }

    /** {@code pread} of the first bytes of the file: READ. */
    static Function<Syscalls, Runnable> read(int bytes) {
        return sys -> {
            int fd = open(sys);
            long buffer = sys.memory().allocate(bytes);
            check(sys.pwrite64(fd, buffer, bytes, 0));
            return () -> {
                for (int i = 0; i < CALLS; i++) {
                    if (sys.pread64(fd, buffer, bytes, 0) != bytes) {
                        throw new IllegalStateException("a short read");
                    }
                }
            };
        };
    }

    /** {@code pwrite} of the first bytes of the file: WRITE. */
    static Function<Syscalls, Runnable> write(int bytes) {
        return sys -> {
            int fd = open(sys);
            long buffer = sys.memory().allocate(bytes);
            return () -> {
                for (int i = 0; i < CALLS; i++) {
                    if (sys.pwrite64(fd, buffer, bytes, 0) != bytes) {
                        throw new IllegalStateException("a short write");
                    }
                }
            };
        };
    }
}
