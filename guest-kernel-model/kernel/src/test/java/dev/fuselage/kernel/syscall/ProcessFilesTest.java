package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.SignalAction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Descriptors, pipes and locks between processes. */
class ProcessFilesTest {
    private final GuestPrograms guest = new GuestPrograms(2);
    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void close() {
        guest.close();
    }

    private static long error(int errno) {
        return -errno;
    }

    private static long fork(Program p, Consumer<Program> child) {
        return p.sys.fork(
                "child",
                sys -> {
                    child.accept(new Program(sys));
                    return 0;
                });
    }

    @Test
    void duplicatesShareAPositionAndOpensDoNot() {
        guest.run(p -> {
            p.file("/tmp/f", "abcdef");
            int a = (int) p.open("/tmp/f", OpenFlags.O_RDONLY);
            int b = (int) p.sys.dup(a);
            int c = (int) p.open("/tmp/f", OpenFlags.O_RDONLY);
            seen.add(p.read(a, 2));
            seen.add(p.read(b, 2));
            seen.add(p.read(c, 2));
            seen.add(p.sys.dup3(a, 50, 0));
            seen.add(p.read(50, 2));
            seen.add(p.sys.dup3(a, a, 0));
            seen.add(p.sys.dup3(a, 5000, 0));
        });
        assertThat(seen)
                .containsExactly(
                        "ab", "cd", "ab", 50L, "ef", error(Errno.EINVAL), error(Errno.EBADF));
    }

    @Test
    void aChildSharesItsParentsOpenFilesAndNotItsDescriptors() {
        guest.run(p -> {
            p.file("/tmp/f", "abcdef");
            int fd = (int) p.open("/tmp/f", OpenFlags.O_RDONLY);
            p.sys.chdir("/tmp");
            fork(
                    p,
                    c -> {
                        c.read(fd, 3);
                        c.sys.close(fd);
                        seen.add(c.cwd());
                        c.sys.chdir("/");
                    });
            p.sys.wait4(-1, 0);
            seen.add(p.read(fd, 3));
            seen.add(p.cwd());
        });
        assertThat(seen).containsExactly("/tmp", "def", "/tmp");
    }

    @Test
    void aPipeCarriesBytesAndEndsWhenTheLastWriterCloses() {
        guest.run(p -> {
            int[] fds = new int[2];
            p.sys.pipe2(fds, 0);
            fork(
                    p,
                    c -> {
                        c.sys.close(fds[0]);
                        c.sys.nanosleep(1_000_000);
                        c.write(fds[1], "one");
                        c.sys.nanosleep(1_000_000);
                        c.write(fds[1], "two");
                    });
            p.sys.close(fds[1]);
            seen.add(p.read(fds[0], 100));
            seen.add(p.read(fds[0], 100));
            seen.add(p.read(fds[0], 100));
        });
        assertThat(seen).containsExactly("one", "two", "");
    }

    @Test
    void aFullPipeHoldsTheWriterUntilItIsRead() {
        guest.run(p -> {
            int[] fds = new int[2];
            p.sys.pipe2(fds, 0);
            fork(p, c -> seen.add("wrote " + c.sys.write(fds[1], c.buffer(), 100_000)));
            p.sys.close(fds[1]);
            p.sys.nanosleep(10_000_000);
            seen.add("reading");
            long total = 0;
            for (long n = p.sys.read(fds[0], p.buffer(), 9999);
                    n > 0;
                    n = p.sys.read(fds[0], p.buffer(), 9999)) {
                total += n;
            }
            seen.add(total);
        });
        assertThat(seen)
                .containsExactlyInAnyOrder("reading", "wrote 100000", 100_000L)
                .startsWith("reading");
    }

    @Test
    void writingWithoutAReaderIsASignalAndAnError() {
        guest.run(p -> {
            int[] fds = new int[2];
            p.sys.pipe2(fds, OpenFlags.O_NONBLOCK);
            seen.add(p.sys.read(fds[0], p.buffer(), 1));
            p.sys.close(fds[0]);
            p.sys.sigaction(Signal.SIGPIPE, SignalAction.HANDLE);
            seen.add(p.write(fds[1], "x"));
            seen.add(p.sys.takeSignal());
            seen.add(p.sys.lseek(fds[1], 0, Seek.SEEK_CUR));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.EAGAIN),
                        error(Errno.EPIPE),
                        Signal.SIGPIPE,
                        error(Errno.ESPIPE));
    }

    @Test
    void aFifoWaitsForItsOtherEnd() {
        guest.run(p -> {
            p.sys.mknodat(Syscalls.AT_FDCWD, "/tmp/p", Mode.S_IFIFO | 0600, 0);
            seen.add(p.open("/tmp/p", OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK));
            fork(
                    p,
                    c -> {
                        int fd = (int) c.open("/tmp/p", OpenFlags.O_WRONLY);
                        c.write(fd, "through");
                    });
            int fd = (int) p.open("/tmp/p", OpenFlags.O_RDONLY);
            seen.add(p.read(fd, 100));
        });
        assertThat(seen).containsExactly(error(Errno.ENXIO), "through");
    }

    @Test
    void flockLocksBelongToOpenFiles() {
        guest.run(p -> {
            p.file("/tmp/f", "");
            int a = (int) p.open("/tmp/f", OpenFlags.O_RDWR);
            int b = (int) p.open("/tmp/f", OpenFlags.O_RDWR);
            int c = (int) p.sys.dup(a);
            seen.add(p.sys.flock(a, FcntlFlags.LOCK_EX));
            seen.add(p.sys.flock(c, FcntlFlags.LOCK_EX | FcntlFlags.LOCK_NB));
            seen.add(p.sys.flock(b, FcntlFlags.LOCK_SH | FcntlFlags.LOCK_NB));
            seen.add(p.sys.flock(a, FcntlFlags.LOCK_SH));
            seen.add(p.sys.flock(b, FcntlFlags.LOCK_SH | FcntlFlags.LOCK_NB));
            p.sys.close(a);
            seen.add(p.sys.flock(b, FcntlFlags.LOCK_EX | FcntlFlags.LOCK_NB));
            p.sys.close(c);
            seen.add(p.sys.flock(b, FcntlFlags.LOCK_EX | FcntlFlags.LOCK_NB));
        });
        assertThat(seen)
                .containsExactly(0L, 0L, error(Errno.EAGAIN), 0L, 0L, error(Errno.EAGAIN), 0L);
    }

    @Test
    void recordLocksBelongToProcessesAndGoWithAnyClose() {
        guest.run(p -> {
            p.file("/tmp/f", "0123456789");
            int a = (int) p.open("/tmp/f", OpenFlags.O_RDWR);
            int b = (int) p.open("/tmp/f", OpenFlags.O_RDWR);
            seen.add(
                    p.sys.fcntl(
                            a,
                            FcntlFlags.F_SETLK,
                            new Flock().set(LockType.F_WRLCK, Seek.SEEK_SET, 0, 10)));
            seen.add(
                    p.sys.fcntl(
                            a,
                            FcntlFlags.F_SETLK,
                            new Flock().set(LockType.F_UNLCK, Seek.SEEK_SET, 4, 2)));
            long pid = p.sys.getpid();
            fork(
                    p,
                    c -> {
                        Flock probe = new Flock().set(LockType.F_RDLCK, Seek.SEEK_SET, 0, 0);
                        c.sys.fcntl(b, FcntlFlags.F_GETLK, probe);
                        seen.add(
                                probe.type
                                        + " "
                                        + probe.start
                                        + "+"
                                        + probe.length
                                        + " "
                                        + (probe.pid == pid));
                        seen.add(
                                c.sys.fcntl(
                                        b,
                                        FcntlFlags.F_SETLK,
                                        new Flock().set(LockType.F_WRLCK, Seek.SEEK_SET, 4, 2)));
                        seen.add(
                                c.sys.fcntl(
                                        b,
                                        FcntlFlags.F_SETLK,
                                        new Flock().set(LockType.F_WRLCK, Seek.SEEK_END, -2, 2)));
                    });
            p.sys.wait4(-1, 0);
            p.sys.close(b);
            fork(
                    p,
                    c ->
                            seen.add(
                                    c.sys.fcntl(
                                            a,
                                            FcntlFlags.F_SETLK,
                                            new Flock()
                                                    .set(LockType.F_WRLCK, Seek.SEEK_SET, 0, 0))));
            p.sys.wait4(-1, 0);
        });
        assertThat(seen).containsExactly(0L, 0L, "1 0+4 true", 0L, error(Errno.EAGAIN), 0L);
    }

    @Test
    void aWaitForALockEndsWhenItIsGivenUp() {
        guest.run(p -> {
            p.file("/tmp/f", "");
            int a = (int) p.open("/tmp/f", OpenFlags.O_RDWR);
            p.sys.flock(a, FcntlFlags.LOCK_EX);
            fork(
                    p,
                    c -> {
                        int own = (int) c.open("/tmp/f", OpenFlags.O_RDWR);
                        seen.add("waiting");
                        seen.add(c.sys.flock(own, FcntlFlags.LOCK_EX));
                    });
            p.sys.nanosleep(5_000_000);
            seen.add("giving up");
            p.sys.flock(a, FcntlFlags.LOCK_UN);
            p.sys.wait4(-1, 0);
        });
        assertThat(seen).containsExactly("waiting", "giving up", 0L);
    }

    @Test
    void closeOnExecAndStatusFlagsAreKept() {
        guest.run(p -> {
            int fd =
                    (int)
                            p.open(
                                    "/tmp/f",
                                    OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_CLOEXEC);
            seen.add(p.sys.fcntl(fd, FcntlFlags.F_GETFD, 0));
            p.sys.fcntl(fd, FcntlFlags.F_SETFD, 0);
            seen.add(p.sys.fcntl(fd, FcntlFlags.F_GETFD, 0));
            seen.add(p.sys.fcntl(fd, FcntlFlags.F_GETFL, 0));
            p.sys.fcntl(fd, FcntlFlags.F_SETFL, OpenFlags.O_APPEND);
            seen.add(p.sys.fcntl(fd, FcntlFlags.F_GETFL, 0));
            seen.add(p.sys.fcntl(fd, FcntlFlags.F_DUPFD_CLOEXEC, 10));
            seen.add(p.sys.fcntl(10, FcntlFlags.F_GETFD, 0));
        });
        long opened = OpenFlags.O_RDWR | OpenFlags.O_LARGEFILE;
        assertThat(seen).containsExactly(1L, 0L, opened, opened | OpenFlags.O_APPEND, 10L, 1L);
    }
}
