package dev.fuselage.benchmarks;

import static dev.fuselage.benchmarks.Guest.check;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.function.Function;

/**
 * Guest programs whose every system call is one request to the server, if the share is mounted from
 * a server with cache=none. Each round makes {@link #CALLS} of them on one open file.
 */
final class RoundTrips {
    /** System calls in a round. */
    static final int CALLS = 10_000;

    static final int SMALL = 4096;
    static final int LARGE = 128 * 1024;

    private static final String FILE = Guest.MOUNT_POINT + "/file";

    private RoundTrips() {}

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
