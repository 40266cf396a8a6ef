package dev.fuselage.kernel.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.FuseFileLock;
import dev.fuselage.fuse.FuseLkIn;
import dev.fuselage.fuse.FuseLkOut;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.kernel.syscall.Flock;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Locks that the server keeps, as a recorded 6.12 guest asks for them (flock_local.cautolk). */
class FuseLocksTest {
    private final MountedGuest g = new MountedGuest();
    private final List<String> asked = new ArrayList<>();
    private final List<Long> results = new ArrayList<>();
    private int pidAnswered;

    @BeforeEach
    void mount() {
        g.server.file("f", 100);
        g.server.flags |= InitFlags.POSIX_LOCKS | InitFlags.FLOCK_LOCKS;
        for (Opcode opcode : List.of(Opcode.SETLK, Opcode.SETLKW)) {
            g.server.on(
                    opcode,
                    r -> {
                        note(r);
                        return 0;
                    });
        }
        g.server.on(
                Opcode.GETLK,
                r -> {
                    note(r);
                    Wire out = new Wire().at(r.reply(), FuseLkOut.LK_OFFSET);
                    FuseFileLock.START.set(out, 3);
                    FuseFileLock.END.set(out, 9);
                    FuseFileLock.TYPE.set(out, LockType.F_WRLCK);
                    FuseFileLock.PID.set(out, pidAnswered);
                    return 0;
                });
        g.mount();
    }

    @AfterEach
    void close() {
        g.close();
    }

    private void note(FakeRequest r) {
        Wire in = r.arguments();
        Wire lk = new Wire().at(in, FuseLkIn.LK_OFFSET);
        long end = FuseFileLock.END.get(lk);
        asked.add(
                "%s fh=%d start=%d end=%s type=%d lk_flags=%d"
                        .formatted(
                                r.opcode(),
                                FuseLkIn.FH.get(in),
                                FuseFileLock.START.get(lk),
                                end == Long.MAX_VALUE ? "MAX" : end,
                                FuseFileLock.TYPE.get(lk),
                                FuseLkIn.LK_FLAGS.get(in)));
    }

    private static Flock lock(int type, long start, long length) {
        return new Flock().set(type, Seek.SEEK_SET, start, length);
    }

    @Test
    void everyLockIsAskedForAsInTheRecording() {
        g.run(p -> {
            int a = (int) p.open("/mnt/f", OpenFlags.O_RDWR);
            int b = (int) p.open("/mnt/f", OpenFlags.O_RDWR);
            p.sys.flock(a, FcntlFlags.LOCK_EX);
            p.sys.flock(b, FcntlFlags.LOCK_EX | FcntlFlags.LOCK_NB);
            p.sys.flock(a, FcntlFlags.LOCK_UN);
            p.sys.fcntl(a, FcntlFlags.F_SETLK, lock(LockType.F_WRLCK, 0, 10));
            p.sys.fcntl(b, FcntlFlags.F_GETLK, lock(LockType.F_WRLCK, 0, 10));
            p.sys.fcntl(a, FcntlFlags.F_SETLK, lock(LockType.F_UNLCK, 0, 10));
            p.sys.fcntl(b, FcntlFlags.F_OFD_SETLK, lock(LockType.F_WRLCK, 0, 0));
        });
        assertThat(asked)
                .containsExactly(
                        "SETLKW fh=1 start=0 end=MAX type=1 lk_flags=1",
                        "SETLK fh=2 start=0 end=MAX type=1 lk_flags=1",
                        "SETLKW fh=1 start=0 end=MAX type=2 lk_flags=1",
                        "SETLK fh=1 start=0 end=9 type=1 lk_flags=0",
                        "GETLK fh=2 start=0 end=9 type=1 lk_flags=0",
                        "SETLK fh=1 start=0 end=9 type=2 lk_flags=0",
                        "SETLK fh=2 start=0 end=MAX type=1 lk_flags=0");
    }

    @Test
    void aHolderThatIsNoProcessOfThisGuestHasNoNumber() {
        Flock found = lock(LockType.F_WRLCK, 0, 10);
        for (int pid : new int[] {54_321, 1}) {
            pidAnswered = pid;
            g.run(p -> {
                int fd = (int) p.open("/mnt/f", OpenFlags.O_RDWR);
                found.set(LockType.F_WRLCK, Seek.SEEK_SET, 0, 10);
                p.sys.fcntl(fd, FcntlFlags.F_GETLK, found);
                results.add((long) found.pid);
            });
        }
        Task first = g.guest.guest.scheduler.find(1);
        assertThat(results).containsExactly(0L, first == null ? 0L : 1L);
        assertThat(found.start).isEqualTo(3);
        assertThat(found.length).isEqualTo(7);
    }

    @Test
    void anErrorOfTheServerIsTheCallersError() {
        g.server.fail(Opcode.SETLKW, Errno.EDEADLK);
        g.run(p -> {
            int fd = (int) p.open("/mnt/f", OpenFlags.O_RDWR);
            results.add(p.sys.fcntl(fd, FcntlFlags.F_SETLKW, lock(LockType.F_WRLCK, 0, 0)));
        });
        assertThat(results).containsExactly((long) -Errno.EDEADLK);
    }

    @Test
    void notEvenSigkillEndsTheWaitForASentLock() {
        g.transport.hold(Opcode.SETLKW);
        g.guest.start(
                "waiter",
                Credentials.ROOT,
                p -> {
                    int fd = (int) p.open("/mnt/f", OpenFlags.O_RDWR);
                    results.add(p.sys.flock(fd, FcntlFlags.LOCK_EX));
                });
        g.run(p -> {});
        Task waiter = taskNamed("waiter");
        assertThat(waiter.state()).isEqualTo(TaskState.INTERRUPTIBLE);
        waiter.sendSignal(Signal.SIGKILL);
        g.run(p -> {});
        assertThat(waiter.state()).isEqualTo(TaskState.UNINTERRUPTIBLE);
        assertThat(waiter.waitSite()).isEqualTo("request_wait_answer");
        g.run(p -> g.transport.letGo());
        assertThat(waiter.state()).isIn(TaskState.ZOMBIE, TaskState.DEAD);
    }

    private Task taskNamed(String name) {
        return g.guest.guest.scheduler.tasks().stream()
                .filter(task -> task.toString().startsWith(name + " "))
                .findFirst()
                .orElseThrow();
    }
}
