package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.SignalAction;
import dev.fuselage.kernel.vfs.PipeSplice;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** splice(2), and the size of pipes: splice(2), pipe(7), F_SETPIPE_SZ of fcntl(2). */
class SpliceTest {
    private static final int PAGE = 4096;
    private static final int NONBLOCK = PipeSplice.SPLICE_F_NONBLOCK;

    private final GuestPrograms g = new GuestPrograms(1);

    @AfterEach
    void close() {
        g.close();
    }

    private static int[] pipe(Program p, int flags) {
        int[] ends = new int[2];
        assertThat(p.sys.pipe2(ends, flags)).isZero();
        return ends;
    }

    private static long splice(Program p, int in, int out, long length) {
        return p.sys.splice(in, 0, out, 0, length, 0);
    }

    private static int file(Program p, String path, String content) {
        p.file(path, content);
        return (int) p.open(path, OpenFlags.O_RDWR);
    }

    /** Makes a program whose writes to broken pipes fail. */
    private void run(Consumer<Program> body) {
        g.run(p -> {
            long _ = p.sys.sigaction(Signal.SIGPIPE, SignalAction.HANDLE);
            body.accept(p);
        });
    }

    // ---- between files and pipes

    @Test
    void aFileGoesIntoAPipeFromItsPositionOn() {
        run(p -> {
            int in = file(p, "/tmp/f", "0123456789");
            int[] pipe = pipe(p, 0);
            assertThat(splice(p, in, pipe[1], 4)).isEqualTo(4);
            assertThat(splice(p, in, pipe[1], 100)).isEqualTo(6);
            assertThat(splice(p, in, pipe[1], 100)).isZero();
            assertThat(p.read(pipe[0], 100)).isEqualTo("0123456789");
        });
    }

    @Test
    void aPipeGoesIntoAFileAtItsPosition() {
        run(p -> {
            int out = file(p, "/tmp/f", "0123456789");
            int[] pipe = pipe(p, 0);
            p.write(pipe[1], "abcde");
            assertThat(splice(p, pipe[0], out, 3)).isEqualTo(3);
            assertThat(splice(p, pipe[0], out, 100)).isEqualTo(2);
            assertThat(p.read("/tmp/f")).isEqualTo("abcde56789");
        });
    }

    @Test
    void offsetsAreReadAndWrittenAndLeavePositionsAlone() {
        run(p -> {
            int file = file(p, "/tmp/f", "0123456789");
            int[] pipe = pipe(p, 0);
            long at = p.buffer();
            UserStructs.write64(p.sys.memory(), at, 7);
            assertThat(p.sys.splice(file, at, pipe[1], 0, 100, 0)).isEqualTo(3);
            assertThat(UserStructs.read64(p.sys.memory(), at)).isEqualTo(10);
            UserStructs.write64(p.sys.memory(), at, 1);
            assertThat(p.sys.splice(pipe[0], 0, file, at, 100, 0)).isEqualTo(3);
            assertThat(UserStructs.read64(p.sys.memory(), at)).isEqualTo(4);
            assertThat(p.sys.lseek(file, 0, 1)).isZero();
            assertThat(p.read("/tmp/f")).isEqualTo("0789456789");
        });
    }

    @Test
    void aPipeGoesIntoAnotherInPieces() {
        run(p -> {
            int[] from = pipe(p, 0);
            int[] to = pipe(p, 0);
            p.write(from[1], "abcdef");
            assertThat(splice(p, from[0], to[1], 2)).isEqualTo(2);
            p.write(from[1], "gh");
            assertThat(splice(p, from[0], to[1], 100)).isEqualTo(6);
            p.write(to[1], "ij");
            assertThat(p.read(to[0], 100)).isEqualTo("abcdefghij");
        });
    }

    @Test
    void whatIsSplicedIsAsLargeAsThePipeHasRoom() {
        run(p -> {
            int in = file(p, "/tmp/f", "x".repeat(100_000));
            int[] pipe = pipe(p, 0);
            assertThat(splice(p, in, pipe[1], 100_000)).isEqualTo(16 * PAGE);
        });
    }

    // ---- refusals

    @Test
    void oneEndIsAPipeAndItIsNotTheSameOnBothSides() {
        run(p -> {
            int one = file(p, "/tmp/a", "a");
            int other = file(p, "/tmp/b", "b");
            int[] pipe = pipe(p, 0);
            assertThat(splice(p, one, other, 1)).isEqualTo(-Errno.EINVAL);
            assertThat(splice(p, pipe[0], pipe[1], 1)).isEqualTo(-Errno.EINVAL);
            assertThat(splice(p, one, other, 0)).isZero();
            assertThat(p.sys.splice(one, 0, pipe[1], 0, 1, 16)).isEqualTo(-Errno.EINVAL);
            assertThat(splice(p, 77, pipe[1], 1)).isEqualTo(-Errno.EBADF);
            assertThat(splice(p, pipe[1], one, 1)).isEqualTo(-Errno.EBADF);
            assertThat(splice(p, one, pipe[0], 1)).isEqualTo(-Errno.EBADF);
        });
    }

    @Test
    void pipesHaveNoOffsetsAndNothingIsAppended() {
        run(p -> {
            int file = file(p, "/tmp/a", "a");
            int append = (int) p.open("/tmp/a", OpenFlags.O_WRONLY | OpenFlags.O_APPEND);
            int[] pipe = pipe(p, 0);
            p.write(pipe[1], "x");
            assertThat(p.sys.splice(pipe[0], p.buffer(), file, 0, 1, 0)).isEqualTo(-Errno.ESPIPE);
            assertThat(p.sys.splice(file, 0, pipe[1], p.buffer(), 1, 0)).isEqualTo(-Errno.ESPIPE);
            assertThat(p.sys.splice(file, 8, pipe[1], 0, 1, 0)).isEqualTo(-Errno.EFAULT);
            assertThat(splice(p, pipe[0], append, 1)).isEqualTo(-Errno.EINVAL);
        });
    }

    // ---- waiting

    @Test
    void nonblockOfTheCallOrOfAPipeMeansNotToWait() {
        run(p -> {
            int file = file(p, "/tmp/f", "x".repeat(16 * PAGE + 1));
            int[] empty = pipe(p, 0);
            int[] open = pipe(p, OpenFlags.O_NONBLOCK);
            int eagain = -Errno.EAGAIN;
            assertThat(p.sys.splice(empty[0], 0, file, 0, 1, NONBLOCK)).isEqualTo(eagain);
            assertThat(splice(p, open[0], file, 1)).isEqualTo(eagain);
            assertThat(splice(p, open[0], empty[1], 1)).isEqualTo(eagain);
            assertThat(splice(p, file, open[1], 16 * PAGE)).isEqualTo(16 * PAGE);
            assertThat(splice(p, file, open[1], 1)).isEqualTo(eagain);
            assertThat(p.sys.sendfile(open[1], file, 0, 1)).isEqualTo(eagain);
        });
    }

    @Test
    void itWaitsForDataAndEndsWithTheLastWriter() {
        run(p -> {
            int out = file(p, "/tmp/f", "");
            int[] pipe = pipe(p, 0);
            long pid =
                    p.sys.fork(
                            "writer",
                            sys -> {
                                long _ = sys.nanosleep(1_000_000);
                                Program.of(sys).write(pipe[1], "late");
                                return 0;
                            });
            assertThat(splice(p, pipe[0], out, 100)).isEqualTo(4);
            long _ = p.sys.wait4((int) pid, 0);
            long _ = p.sys.close(pipe[1]);
            assertThat(splice(p, pipe[0], out, 100)).isZero();
            assertThat(p.read("/tmp/f")).isEqualTo("late");
        });
    }

    @Test
    void itWaitsForRoomAsSendfileDoes() {
        run(p -> {
            int in = file(p, "/tmp/f", "x".repeat(20 * PAGE));
            int[] pipe = pipe(p, 0);
            assertThat(p.sys.sendfile(pipe[1], in, 0, 20 * PAGE)).isEqualTo(16 * PAGE);
            long pid =
                    p.sys.fork(
                            "reader",
                            sys -> {
                                long _ = sys.nanosleep(1_000_000);
                                return Program.of(sys).read(pipe[0], PAGE).length() == PAGE ? 0 : 1;
                            });
            assertThat(splice(p, in, pipe[1], 20 * PAGE)).isEqualTo(PAGE);
            assertThat(p.sys.wait4((int) pid, 0) & 0xffff).isZero();
        });
    }

    @Test
    void withoutReadersItFailsAndRaisesSigpipe() {
        run(p -> {
            int in = file(p, "/tmp/f", "x");
            int[] pipe = pipe(p, 0);
            long _ = p.sys.close(pipe[0]);
            assertThat(splice(p, in, pipe[1], 1)).isEqualTo(-Errno.EPIPE);
            assertThat(p.sys.takeSignal()).isEqualTo(Signal.SIGPIPE);
            assertThat(p.sys.sendfile(pipe[1], in, 0, 1)).isEqualTo(-Errno.EPIPE);
            assertThat(p.sys.takeSignal()).isEqualTo(Signal.SIGPIPE);
        });
    }

    // ---- the size of a pipe

    private static long resize(Program p, int fd, long bytes) {
        return p.sys.fcntl(fd, FcntlFlags.F_SETPIPE_SZ, bytes);
    }

    @ParameterizedTest
    @CsvSource({"1, 4096", "4096, 4096", "4097, 8192", "100000, 131072", "1048576, 1048576"})
    void aSizeIsRoundedUpToAPowerOfTwoOfPages(long wanted, long got) {
        run(p -> {
            int[] pipe = pipe(p, 0);
            assertThat(p.sys.fcntl(pipe[0], FcntlFlags.F_GETPIPE_SZ, 0)).isEqualTo(65536);
            assertThat(resize(p, pipe[1], wanted)).isEqualTo(got);
            assertThat(p.sys.fcntl(pipe[0], FcntlFlags.F_GETPIPE_SZ, 0)).isEqualTo(got);
        });
    }

    @Test
    void whatIsInAPipeStaysThereInItsOrder() {
        run(p -> {
            int[] pipe = pipe(p, 0);
            String text = "abc".repeat(PAGE);
            p.write(pipe[1], text);
            assertThat(resize(p, pipe[0], 2 * PAGE)).isEqualTo(-Errno.EBUSY);
            assertThat(resize(p, pipe[0], 1 << 20)).isEqualTo(1 << 20);
            String more = "d".repeat(100_000);
            p.write(pipe[1], more);
            assertThat(p.read(pipe[0], 131072)).isEqualTo(text + more);
            assertThat(resize(p, pipe[0], PAGE)).isEqualTo(PAGE);
        });
    }

    @Test
    void usersGetAMebibyteAndRootMore() {
        g.start(
                "user",
                Credentials.of(5, 5),
                p -> {
                    int[] pipe = pipe(p, 0);
                    g.guest.say("" + resize(p, pipe[0], (1 << 20) + 1));
                });
        run(p -> {
            int[] pipe = pipe(p, 0);
            assertThat(resize(p, pipe[0], (1 << 20) + 1)).isEqualTo(1 << 21);
            assertThat(resize(p, pipe[0], (1L << 31) + 1)).isEqualTo(-Errno.EINVAL);
            int file = file(p, "/tmp/f", "");
            assertThat(resize(p, file, PAGE)).isEqualTo(-Errno.EBADF);
        });
        assertThat(g.guest.said()).containsExactly("" + -Errno.EPERM);
    }
}
