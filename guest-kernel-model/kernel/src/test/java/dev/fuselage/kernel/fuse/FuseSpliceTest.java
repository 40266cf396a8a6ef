package dev.fuselage.kernel.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.fuse.FuseDaemon;
import dev.fuselage.kernel.syscall.Program;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.SignalAction;
import dev.fuselage.kernel.task.Task;
import java.util.function.ToIntBiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages of /dev/fuse through pipes (fuse_dev_splice_read, fuse_dev_splice_write of 6.12). */
class FuseSpliceTest {
    private static final int PAGE = 4096;

    private final DaemonGuest g = new DaemonGuest();

    @AfterEach
    void close() {
        g.close();
    }

    private static int[] pipe(Syscalls sys) {
        int[] ends = new int[2];
        assertThat(sys.pipe2(ends, 0)).isZero();
        return ends;
    }

    /** A daemon whose messages a test moves itself, once INIT is over. */
    private void daemon(int maxWrite, ToIntBiFunction<FuseDaemon, int[]> body) {
        Task _ =
                g.daemon(d -> {
                    d.maxWrite(maxWrite);
                    g.say("mount " + d.mount("/mnt/a", 0, "allow_other"));
                    g.say("init " + (d.step() > 0));
                    return body.applyAsInt(d, pipe(d.sys()));
                });
        g.settle();
    }

    @ParameterizedTest
    @CsvSource({"splice_read", "splice_write", "'splice_read,splice_write'"})
    void aDaemonThatSplicesServesAsWellAsOneThatDoesNot(String options) {
        String work =
                "mkdir d; echo hi > d/f; ln -s f d/l; cat d/l; mv d/f g; ls; rm -r d; ls;"
                        + " seq 1 40000 > n; md5sum n; dd if=n of=m bs=65536 status=none; cmp n m;"
                        + " dd if=n of=o bs=8192 oflag=direct iflag=direct status=none; cmp n o;"
                        + " truncate -s 10 n; cat n";
        String plain = serve("fusexmp", work);
        assertThat(plain).startsWith("hi\nd\ng\ng\n").endsWith("1\n2\n3\n4\n5\n");
        assertThat(serve("fusexmp -o " + options, work)).isEqualTo(plain);
    }

    private String serve(String daemon, String work) {
        return g.shell(
                "mkdir -p /mnt/x; "
                        + daemon
                        + " /mnt/x & sleep 1; cd /mnt/x; "
                        + work
                        + "; cd /; umount /mnt/x; sleep 1");
    }

    @Test
    void aMessageComesAsAWhole() {
        daemon(
                PAGE,
                (d, pipe) -> {
                    Syscalls sys = d.sys();
                    long size = sys.splice(d.fd(), 0, pipe[1], 0, 16 * PAGE, 0);
                    g.say("spliced " + size);
                    g.say("read " + (sys.read(pipe[0], d.buffer(), 16 * PAGE) == size));
                    g.say("answered " + (d.answer(d.message(size)) > 0));
                    return d.serve();
                });
        g.run(p -> g.say("f " + p.exists("/mnt/a/f")));
        // The name of the look-up with its NUL.
        int size = FuseInHeader.SIZE + 2;
        assertThat(g.said())
                .contains("mount 0", "init true")
                .containsSubsequence("spliced " + size, "read true", "answered true", "f 0");
    }

    @Test
    void thePipeMustHaveRoomForTheLargestWrite() {
        daemon(
                16 * PAGE,
                (d, pipe) -> {
                    Syscalls sys = d.sys();
                    g.say("small " + sys.splice(d.fd(), 0, pipe[1], 0, 1 << 20, 0));
                    g.say("grown " + sys.fcntl(pipe[0], FcntlFlags.F_SETPIPE_SZ, 32 * PAGE));
                    g.say("large " + (sys.splice(d.fd(), 0, pipe[1], 0, 1 << 20, 0) > 0));
                    return 0;
                });
        g.start("user", "f", p -> p.exists("/mnt/a/f"));
        g.settle();
        assertThat(g.said())
                .containsSubsequence("small " + -Errno.EINVAL, "grown " + 32 * PAGE, "large true");
    }

    @Test
    void aMessageOfMorePiecesThanThePipeHoldsFailsForBothSides() {
        // Fifteen pages that lie across sixteen, and the header before them. The first must be
        // there already, or it would go alone.
        g.tree.file("n", "x".repeat(PAGE));
        daemon(
                15 * PAGE,
                (d, pipe) -> {
                    Syscalls sys = d.sys();
                    boolean refused = false;
                    while (!refused) {
                        long size = sys.splice(d.fd(), 0, pipe[1], 0, 16 * PAGE, 0);
                        if (size > 0) {
                            long _ = sys.read(pipe[0], d.buffer(), size);
                            long _ = d.answer(d.message(size));
                        } else {
                            g.say("splice " + size);
                            refused = true;
                        }
                    }
                    return d.serve();
                });
        g.run(p -> {
            int fd = (int) p.open("/mnt/a/n", OpenFlags.O_RDWR);
            g.say("read " + p.read(fd, PAGE).length());
            g.say("write " + p.sys.pwrite64(fd, p.buffer(), 15 * PAGE, 100));
        });
        assertThat(g.said()).contains("splice " + -Errno.EIO, "write " + -Errno.EIO);
    }

    @Test
    void aReplyThatIsNotAllInThePipeIsNotTaken() {
        daemon(
                PAGE,
                (d, pipe) -> {
                    Syscalls sys = d.sys();
                    long size = d.receive();
                    long unique = d.message(size).unique();
                    Program.of(sys).write(pipe[1], "x".repeat(15));
                    g.say("short " + sys.splice(pipe[0], 0, d.fd(), 0, 16, 0));
                    g.say("wrong " + sys.splice(pipe[0], 0, d.fd(), 0, 15, 0));
                    Program.of(sys).write(pipe[1], "y".repeat(16));
                    g.say("length " + sys.splice(pipe[0], 0, d.fd(), 0, 16, 0));
                    g.say("reply " + d.reply(unique, -Errno.EPERM));
                    return d.serve();
                });
        g.run(p -> g.say("f " + p.exists("/mnt/a/f")));
        assertThat(g.said())
                .contains(
                        "short " + -Errno.EINVAL,
                        "wrong " + -Errno.EINVAL,
                        "length " + -Errno.EINVAL,
                        "reply 16",
                        "f " + -Errno.EPERM);
    }

    @Test
    void beforeTheMountThereIsNothingToSplice() {
        g.run(p -> {
            int device = (int) p.open("/dev/fuse", OpenFlags.O_RDWR);
            int[] pipe = pipe(p.sys);
            p.write(pipe[1], "x");
            g.say("read " + p.sys.splice(device, 0, pipe[1], 0, 16 * PAGE, 0));
            g.say("write " + p.sys.splice(pipe[0], 0, device, 0, 1, 0));
        });
        assertThat(g.said()).containsExactly("read " + -Errno.EPERM, "write " + -Errno.EPERM);
    }

    @Test
    void nonblockOfTheDeviceMeansNotToWaitForAMessage() {
        daemon(
                PAGE,
                (d, pipe) -> {
                    Syscalls sys = d.sys();
                    long _ = sys.fcntl(d.fd(), FcntlFlags.F_SETFL, OpenFlags.O_NONBLOCK);
                    g.say("splice " + sys.splice(d.fd(), 0, pipe[1], 0, 16 * PAGE, 0));
                    return 0;
                });
        assertThat(g.said()).contains("splice " + -Errno.EAGAIN);
    }

    @Test
    void afterTheAbortOfTheConnectionTheDeviceIsGone() {
        daemon(
                PAGE,
                (d, pipe) -> {
                    g.say("splice " + d.sys().splice(d.fd(), 0, pipe[1], 0, 16 * PAGE, 0));
                    return 0;
                });
        g.run(p -> p.sys.umount2("/mnt/a", 0));
        assertThat(g.said()).contains("splice " + -Errno.ENODEV);
    }

    @Test
    void aPipeThatNobodyReadsIsBroken() {
        daemon(
                PAGE,
                (d, pipe) -> {
                    Syscalls sys = d.sys();
                    long _ = sys.sigaction(Signal.SIGPIPE, SignalAction.HANDLE);
                    long _ = sys.close(pipe[0]);
                    g.say("splice " + sys.splice(d.fd(), 0, pipe[1], 0, 16 * PAGE, 0));
                    g.say("signal " + sys.takeSignal());
                    return d.serve();
                });
        assertThat(g.said()).contains("splice " + -Errno.EPIPE, "signal " + Signal.SIGPIPE);
    }
}
