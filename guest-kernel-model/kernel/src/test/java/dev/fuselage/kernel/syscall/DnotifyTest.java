package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.SignalAction;
import dev.fuselage.kernel.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** F_NOTIFY: which operations signal which bits, as fcntl(2) and fs/notify of 6.12 have it. */
class DnotifyTest {
    private static final int ALL =
            FcntlFlags.DN_ACCESS
                    | FcntlFlags.DN_MODIFY
                    | FcntlFlags.DN_CREATE
                    | FcntlFlags.DN_DELETE
                    | FcntlFlags.DN_RENAME
                    | FcntlFlags.DN_ATTRIB;

    private final GuestPrograms g = new GuestPrograms(1);

    @AfterEach
    void close() {
        g.close();
    }

    @BeforeEach
    void tree() {
        g.run(p -> {
            p.mkdir("/d", 0755);
            p.mkdir("/other", 0755);
            p.mkdir("/d/sub", 0755);
            p.file("/d/f", "content");
        });
    }

    /** Whether an operation signals a program that asked for these bits of /d. */
    private boolean signals(int mask, Consumer<Program> operation) {
        boolean[] seen = new boolean[1];
        g.run(p -> {
            Task self = g.guest.scheduler.current();
            self.setSignalAction(Signal.SIGIO, SignalAction.HANDLE);
            self.setBlockedSignals(Signal.bit(Signal.SIGIO));
            int fd = (int) p.open("/d", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            assertThat(p.sys.fcntl(fd, FcntlFlags.F_NOTIFY, mask)).isZero();
            operation.accept(p);
            seen[0] = (self.pendingSignals() & Signal.bit(Signal.SIGIO)) != 0;
            p.sys.close(fd);
        });
        return seen[0];
    }

    private static Arguments operation(String name, int signalled, Consumer<Program> operation) {
        return Arguments.of(name, signalled, operation);
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                operation("read", FcntlFlags.DN_ACCESS, p -> p.read("/d/f")),
                operation("list", FcntlFlags.DN_ACCESS, p -> p.list("/d/sub")),
                operation("list itself", FcntlFlags.DN_ACCESS, p -> p.list("/d")),
                operation("write", FcntlFlags.DN_MODIFY, DnotifyTest::write),
                operation("truncate", FcntlFlags.DN_MODIFY, p -> p.sys.truncate("/d/f", 3)),
                operation("mkdir", FcntlFlags.DN_CREATE, p -> p.mkdir("/d/new", 0755)),
                operation("symlink", FcntlFlags.DN_CREATE, p -> p.symlink("f", "/d/s")),
                operation("link", FcntlFlags.DN_CREATE, p -> p.link("/d/f", "/d/l")),
                operation("move in", FcntlFlags.DN_CREATE, DnotifyTest::moveIn),
                operation("move out", FcntlFlags.DN_DELETE, p -> p.rename("/d/f", "/other/f")),
                operation("unlink", FcntlFlags.DN_DELETE, p -> p.unlink("/d/f")),
                operation("rmdir", FcntlFlags.DN_DELETE, p -> p.rmdir("/d/sub")),
                operation("chmod", FcntlFlags.DN_ATTRIB, p -> p.chmod("/d/f", 0600)),
                operation("chmod itself", FcntlFlags.DN_ATTRIB, p -> p.chmod("/d", 0700)),
                operation("chown", FcntlFlags.DN_ATTRIB, p -> p.chown("/d/f", 1, 1)),
                operation(
                        "rename",
                        FcntlFlags.DN_RENAME | FcntlFlags.DN_CREATE | FcntlFlags.DN_DELETE,
                        p -> p.rename("/d/f", "/d/g")),
                operation("elsewhere", 0, p -> p.file("/other/f", "text")),
                operation("below a subdirectory", 0, p -> p.mkdir("/d/sub/deep", 0755)),
                operation("stat", 0, p -> p.stat("/d/f")));
    }

    private static void write(Program p) {
        int fd = (int) p.open("/d/f", OpenFlags.O_WRONLY);
        p.write(fd, "x");
        p.sys.close(fd);
    }

    private static void moveIn(Program p) {
        p.file("/other/in", "x");
        p.rename("/other/in", "/d/in");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void anOperationSignalsItsBitsAndNoOthers(
            String name, int signalled, Consumer<Program> operation) {
        for (int bit = 1; bit <= FcntlFlags.DN_ATTRIB; bit <<= 1) {
            DnotifyTest one = new DnotifyTest();
            one.tree();
            assertThat(one.signals(bit, operation))
                    .as("%s, bit %d", name, bit)
                    .isEqualTo((signalled & bit) != 0);
            one.close();
        }
    }

    @Test
    void aMarkTellsOnceUnlessItIsMultishot() {
        for (boolean multishot : new boolean[] {false, true}) {
            List<Integer> taken = new ArrayList<>();
            g.run(p -> {
                Task self = g.guest.scheduler.current();
                self.setSignalAction(Signal.SIGIO, SignalAction.HANDLE);
                int fd = (int) p.open("/d", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
                int mask = multishot ? ALL | FcntlFlags.DN_MULTISHOT : ALL;
                p.sys.fcntl(fd, FcntlFlags.F_NOTIFY, mask);
                for (int i = 0; i < 3; i++) {
                    self.setBlockedSignals(Signal.bit(Signal.SIGIO));
                    p.chmod("/d/f", 0600 + i);
                    taken.add(Long.bitCount(self.pendingSignals() & Signal.bit(Signal.SIGIO)));
                    self.setBlockedSignals(0);
                    p.sys.getpid();
                }
            });
            assertThat(taken).isEqualTo(multishot ? List.of(1, 1, 1) : List.of(1, 0, 0));
        }
    }

    @Test
    void theSignalCanBeChosenAndTheMarkTakenAway() {
        List<Long> pending = new ArrayList<>();
        g.run(p -> {
            Task self = g.guest.scheduler.current();
            self.setSignalAction(Signal.SIGUSR1, SignalAction.HANDLE);
            self.setBlockedSignals(-1);
            int fd = (int) p.open("/d", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            assertThat(p.sys.fcntl(fd, FcntlFlags.F_SETSIG, 65)).isEqualTo(-Errno.EINVAL);
            assertThat(p.sys.fcntl(fd, FcntlFlags.F_SETSIG, Signal.SIGUSR1)).isZero();
            assertThat(p.sys.fcntl(fd, FcntlFlags.F_GETSIG, 0)).isEqualTo(Signal.SIGUSR1);
            p.sys.fcntl(fd, FcntlFlags.F_NOTIFY, FcntlFlags.DN_ATTRIB | FcntlFlags.DN_MULTISHOT);
            assertThat(p.sys.fcntl(fd, FcntlFlags.F_GETOWN, 0)).isEqualTo(self.pid());
            p.sys.fcntl(fd, FcntlFlags.F_NOTIFY, FcntlFlags.DN_MULTISHOT);
            p.chmod("/d/f", 0600);
            pending.add(self.pendingSignals());
            p.sys.fcntl(fd, FcntlFlags.F_NOTIFY, FcntlFlags.DN_ATTRIB);
            p.chmod("/d/f", 0644);
            pending.add(self.pendingSignals());
            int file = (int) p.open("/d/f", OpenFlags.O_RDONLY);
            assertThat(p.sys.fcntl(file, FcntlFlags.F_NOTIFY, ALL)).isEqualTo(-Errno.ENOTDIR);
        });
        assertThat(pending).containsExactly(0L, Signal.bit(Signal.SIGUSR1));
    }

    @Test
    void aClosedDirectoryTellsNobodyAndKeepsNothing() {
        g.run(p -> {
            Task self = g.guest.scheduler.current();
            self.setBlockedSignals(-1);
            int fd = (int) p.open("/d", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            int copy = (int) p.sys.dup(fd);
            p.sys.fcntl(fd, FcntlFlags.F_NOTIFY, ALL | FcntlFlags.DN_MULTISHOT);
            // Closing any descriptor of the file is enough, as for POSIX locks.
            p.sys.close(copy);
            p.chmod("/d/f", 0600);
            assertThat(self.pendingSignals()).isZero();
            p.sys.close(fd);
            p.unlink("/d/f");
            p.rmdir("/d/sub");
            assertThat(p.rmdir("/d")).isZero();
        });
    }
}
