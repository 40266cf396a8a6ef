package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.kernel.task.Credentials;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Locks that the kernel keeps itself: fcntl_locking(2). */
class LockTest {
    private static final long MILLISECOND = 1_000_000;

    private final GuestPrograms g = new GuestPrograms(1);
    private final List<String> said = new ArrayList<>();

    @AfterEach
    void close() {
        g.close();
    }

    private static Flock write(long start, long length) {
        return new Flock().set(LockType.F_WRLCK, Seek.SEEK_SET, start, length);
    }

    /** Takes one byte, sleeps, takes the next, modulo {@code of}, waiting for it. */
    private void neighbour(int number, int of, int command, long sleepMs) {
        g.start(
                "task" + number,
                Credentials.ROOT,
                p -> {
                    int fd = (int) p.open("/f", OpenFlags.O_RDWR);
                    long first = p.sys.fcntl(fd, command, write(number, 1));
                    p.sys.nanosleep(sleepMs * MILLISECOND);
                    long second = p.sys.fcntl(fd, command, write((number + 1) % of, 1));
                    said.add(number + ": " + first + " " + second);
                });
    }

    @Test
    void aCycleOfWaitersIsRefusedToTheLastOfThem() {
        g.run(p -> p.file("/f", "content"));
        for (int i = 0; i < 3; i++) {
            neighbour(i, 3, FcntlFlags.F_SETLKW, 1 + i);
        }
        g.run(p -> {});
        // Its end lets the one before it go on, and so round.
        assertThat(said).containsExactly("2: 0 " + -Errno.EDEADLK, "1: 0 0", "0: 0 0");
    }

    @Test
    void locksOfOpenFilesAreNotLookedAt() {
        g.run(p -> p.file("/f", "content"));
        for (int i = 0; i < 2; i++) {
            neighbour(i, 2, FcntlFlags.F_OFD_SETLKW, 1 + i);
        }
        g.run(p -> {});
        assertThat(said).as("both wait for ever").isEmpty();
    }

    @Test
    void whoWaitsForAPartGetsItWhenThatPartIsGivenUp() {
        g.run(p -> p.file("/f", "content"));
        g.start(
                "holder",
                Credentials.ROOT,
                p -> {
                    int fd = (int) p.open("/f", OpenFlags.O_RDWR);
                    p.sys.fcntl(fd, FcntlFlags.F_SETLK, write(0, 10));
                    p.sys.nanosleep(2 * MILLISECOND);
                    Flock part = new Flock().set(LockType.F_UNLCK, Seek.SEEK_SET, 5, 1);
                    p.sys.fcntl(fd, FcntlFlags.F_SETLK, part);
                    said.add("gave up 5");
                    p.sys.nanosleep(2 * MILLISECOND);
                });
        g.start(
                "waiter",
                Credentials.ROOT,
                p -> {
                    int fd = (int) p.open("/f", OpenFlags.O_RDWR);
                    p.sys.nanosleep(MILLISECOND);
                    said.add("got " + p.sys.fcntl(fd, FcntlFlags.F_SETLKW, write(5, 1)));
                });
        g.run(p -> {});
        assertThat(said).containsExactly("gave up 5", "got 0");
    }
}
