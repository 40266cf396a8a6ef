package dev.fuselage.kernel.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.fuse.FuseDaemon;
import dev.fuselage.kernel.program.fuse.FuseHandler;
import dev.fuselage.kernel.program.fuse.FuseMessage;
import dev.fuselage.kernel.syscall.Program;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.Task;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** /dev/fuse as a daemon sees it, against fs/fuse/dev.c of Linux 6.12. */
class FuseDevTest {
    private static final int RDWR = OpenFlags.O_RDWR;

    private final DaemonGuest g = new DaemonGuest();

    @AfterEach
    void close() {
        g.close();
    }

    // ---- a file system as a whole

    @Test
    void aDaemonServesFilesToOtherTasks() {
        Task _ = g.serve(d -> {});
        g.run(p -> {
            g.say(p.read("/mnt/a/f"));
            p.file("/mnt/a/new", "written");
            g.say(p.read("/mnt/a/new"));
            g.say("" + p.list("/mnt/a"));
            g.say("mkdir " + p.mkdir("/mnt/a/d", 0700));
            g.say("rename " + p.rename("/mnt/a/new", "/mnt/a/d/moved"));
            g.say(p.read("/mnt/a/d/moved"));
            g.say("rmdir " + p.rmdir("/mnt/a/d"));
            g.say("unlink " + p.unlink("/mnt/a/d/moved"));
            g.say("rmdir " + p.rmdir("/mnt/a/d"));
            g.say("symlink " + p.symlink("f", "/mnt/a/l"));
            g.say(p.readlink("/mnt/a/l"));
        });
        assertThat(g.said())
                .containsExactly(
                        "content",
                        "written",
                        "[., .., f, new]",
                        "mkdir 0",
                        "rename 0",
                        "written",
                        "rmdir " + -Errno.ENOTEMPTY,
                        "unlink 0",
                        "rmdir 0",
                        "symlink 0",
                        "f");
        assertThat(g.tree.has("new")).isFalse();
    }

    @Test
    void aDaemonMayHaveSeveralTasks() {
        int[] answers = new int[2];
        Task _ =
                g.daemon(first -> {
                    long _ = first.mount("/mnt/a", 0, "");
                    long _ =
                            first.sys()
                                    .fork(
                                            "twin",
                                            other ->
                                                    serveCounting(
                                                            first.sharing(other), answers, 1));
                    return serveCounting(first, answers, 0);
                });
        g.settle();
        for (int i = 0; i < 4; i++) {
            Task _ = g.start("user", p -> g.say(p.read("/mnt/a/f")));
        }
        g.settle();
        assertThat(g.said()).containsExactly("content", "content", "content", "content");
        assertThat(answers[0]).isPositive();
        assertThat(answers[1]).isPositive();
    }

    private static int serveCounting(FuseDaemon daemon, int[] answers, int who) {
        long result = daemon.step();
        while (result >= 0) {
            answers[who]++;
            result = daemon.step();
        }
        return 0;
    }

    // ---- reading

    @Test
    void aFileWithoutConnectionCannotBeReadOrWritten() {
        g.run(p -> {
            int fd = (int) p.open("/dev/fuse", RDWR);
            g.say("read " + p.sys.read(fd, p.buffer(), 65536));
            g.say("write " + p.sys.write(fd, p.buffer(), 16));
        });
        assertThat(g.said()).containsExactly("read " + -Errno.EPERM, "write " + -Errno.EPERM);
    }

    @Test
    void theBufferMustHaveRoomForAnyRequest() {
        g.run(p -> {
            FuseDaemon d = FuseDaemon.open(p.sys, g.tree).maxWrite(65536);
            g.say("mount " + d.mount("/mnt/a", 0, ""));
            g.say("before INIT " + p.sys.read(d.fd(), p.buffer(), 8191));
            g.say("INIT " + p.sys.read(d.fd(), p.buffer(), 8192));
            g.say("answer " + d.answer(message(p, 104)));
            // From now on: the header, the arguments of WRITE and max_write.
            g.say("small " + p.sys.read(d.fd(), p.buffer(), 40 + 40 + 65536 - 1));
            int flags = RDWR | OpenFlags.O_NONBLOCK;
            g.say("setfl " + p.sys.fcntl(d.fd(), 4, flags));
            g.say("large " + p.sys.read(d.fd(), p.buffer(), 40 + 40 + 65536));
        });
        assertThat(g.said())
                .containsExactly(
                        "mount 0",
                        "before INIT " + -Errno.EINVAL,
                        "INIT 104",
                        "answer 80",
                        "small " + -Errno.EINVAL,
                        "setfl 0",
                        "large " + -Errno.EAGAIN);
    }

    private static FuseMessage message(Program p, int size) {
        byte[] bytes = new byte[size];
        p.sys.memory().read(p.buffer(), bytes, 0, size);
        return FuseMessage.of(bytes);
    }

    @Test
    void initComesFirstWithNumberTwoAndNobodysIds() {
        List<String> seen = new ArrayList<>();
        Task _ =
                g.serve(d ->
                        d.on(
                                Opcode.INIT,
                                (me, in, out) -> {
                                    seen.add(
                                            in.unique()
                                                    + " "
                                                    + in.uid()
                                                    + " "
                                                    + in.pid()
                                                    + " "
                                                    + in.argumentBytes());
                                    return me.usual(in, out);
                                }));
        assertThat(seen).containsExactly("2 0 0 64");
    }

    @Test
    void requestsNameWhoAsks() {
        List<String> seen = new ArrayList<>();
        Task _ =
                g.serve(d ->
                        d.on(
                                Opcode.LOOKUP,
                                (me, in, out) -> {
                                    seen.add(
                                            in.uid()
                                                    + ":"
                                                    + in.gid()
                                                    + " "
                                                    + (in.pid() > 0)
                                                    + " "
                                                    + in.name(0));
                                    return me.usual(in, out);
                                }));
        g.guest.start("user", Credentials.of(7, 8), p -> g.say("" + p.exists("/mnt/a/f")));
        g.settle();
        assertThat(g.said()).containsExactly("0");
        assertThat(seen).containsExactly("7:8 true f");
    }

    @Test
    void severalForgetsAreReadAtOnce() {
        List<Opcode> forgets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long _ = g.tree.file("g" + i, "");
        }
        Task _ =
                g.serve(d -> {
                    for (Opcode o : List.of(Opcode.FORGET, Opcode.BATCH_FORGET)) {
                        d.on(
                                o,
                                (me, in, out) -> {
                                    forgets.add(o);
                                    return me.usual(in, out);
                                });
                    }
                });
        g.run(p -> {
            for (int i = 0; i < 5; i++) {
                g.say("" + p.exists("/mnt/a/g" + i));
            }
        });
        g.run(p -> p.sys.sync());
        g.run(p -> {
            int fd = (int) p.open("/proc/sys/vm/drop_caches", OpenFlags.O_WRONLY);
            g.say("drop " + p.write(fd, "2"));
        });
        assertThat(forgets).contains(Opcode.BATCH_FORGET);
    }

    // ---- writing

    /** What a write of a reply returns for a request that is waited for. */
    private List<Long> repliesTo(Opcode opcode, ReplyTest test) {
        List<Long> results = new ArrayList<>();
        Task _ =
                g.serve(d ->
                        d.on(
                                opcode,
                                (me, in, out) -> {
                                    test.reply(d, in, results);
                                    return me.usual(in, out);
                                }));
        g.run(p -> g.say("" + p.exists("/mnt/a/f")));
        return results;
    }

    private interface ReplyTest {
        void reply(FuseDaemon d, FuseMessage in, List<Long> results);
    }

    @Test
    void repliesThatFitNothingAreRefusedAndTheRequestGoesOn() {
        List<Long> results =
                repliesTo(
                        Opcode.LOOKUP,
                        (d, in, out) -> {
                            out.add(d.reply(in.unique() + 100, 0));
                            out.add(d.reply(in.unique(), 5));
                            out.add(d.reply(in.unique(), -512));
                        });
        assertThat(results)
                .containsExactly((long) -Errno.ENOENT, (long) -Errno.EINVAL, (long) -Errno.EINVAL);
        assertThat(g.said()).containsExactly("0");
    }

    @Test
    void aReplyOfAnotherSizeIsAnIoError() {
        List<Long> results =
                repliesTo(
                        Opcode.LOOKUP,
                        (d, in, out) -> out.add(d.reply(in.unique(), 0, new byte[8])));
        assertThat(results).containsExactly((long) -Errno.EINVAL);
        assertThat(g.said()).containsExactly("" + -Errno.EIO);
    }

    @Test
    void anErrorWithABodyIsAnIoError() {
        List<Long> results =
                repliesTo(
                        Opcode.LOOKUP,
                        (d, in, out) -> out.add(d.reply(in.unique(), -Errno.EPERM, new byte[8])));
        assertThat(results).containsExactly((long) -Errno.EINVAL);
        assertThat(g.said()).containsExactly("" + -Errno.EIO);
    }

    @Test
    void theLengthInTheHeaderMustBeThatOfTheWrite() {
        List<Long> results = new ArrayList<>();
        Task _ = g.serve(d -> {});
        g.run(p -> {
            byte[] header = new byte[FuseOutHeader.SIZE];
            FuseOutHeader.LEN.set(new Wire().at(MemorySegment.ofArray(header), 0), 17);
            FuseDaemon d = FuseDaemon.open(p.sys, g.tree);
            long _ = p.mkdir("/mnt/b", 0755);
            long _ = d.mount("/mnt/b", 0, "");
            p.sys.memory().write(p.buffer(), header, 0, header.length);
            results.add(p.sys.write(d.fd(), p.buffer(), 16));
            results.add(p.sys.write(d.fd(), p.buffer(), 15));
        });
        assertThat(results).containsExactly((long) -Errno.EINVAL, (long) -Errno.EINVAL);
    }

    @Test
    void aBufferThatIsNotThereIsAFaultAndAnIoErrorForTheSender() {
        Task _ =
                g.daemon(d -> {
                    d.on(
                            Opcode.LOOKUP,
                            (me, in, out) -> {
                                // The body runs over the end of the memory there is.
                                long end = d.sys().memory().allocate(4096) + 4096;
                                d.sys().memory().write(end - 16, header(in.unique(), 144), 0, 16);
                                g.say("write " + d.sys().write(d.fd(), end - 16, 144));
                                return FuseHandler.NO_REPLY;
                            });
                    long _ = d.mount("/mnt/a", 0, "");
                    return d.serve();
                });
        g.settle();
        g.run(p -> g.say("stat " + p.exists("/mnt/a/f")));
        assertThat(g.said()).containsExactly("write " + -Errno.EFAULT, "stat " + -Errno.EIO);
    }

    private static byte[] header(long unique, int size) {
        byte[] header = new byte[FuseOutHeader.SIZE];
        Wire w = new Wire().at(MemorySegment.ofArray(header), 0);
        FuseOutHeader.LEN.set(w, size);
        FuseOutHeader.UNIQUE.set(w, unique);
        return header;
    }

    // ---- the end of a daemon

    @Test
    void whenTheDaemonDiesItsRequestsAreAbortedAndNewOnesFindNoConnection() {
        Task daemon = g.serve(d -> d.on(Opcode.LOOKUP, (me, in, out) -> FuseHandler.NO_REPLY));
        Task _ = g.start("user", "stat", p -> p.exists("/mnt/a/f"));
        g.settle();
        assertThat(g.said()).isEmpty();
        daemon.sendSignal(Signal.SIGKILL);
        g.settle();
        g.run(p -> g.say("later " + p.exists("/mnt/a/f")));
        assertThat(g.said())
                .containsExactly("stat " + -Errno.ECONNABORTED, "later " + -Errno.ENOTCONN);
    }

    @Test
    void requestsThatWereNotReadAreAbortedToo() {
        Task daemon =
                g.serve(d ->
                        d.on(
                                Opcode.LOOKUP,
                                (me, in, out) -> {
                                    int[] ends = new int[2];
                                    long _ = d.sys().pipe2(ends, 0);
                                    long _ = d.sys().read(ends[0], d.buffer(), 1);
                                    return FuseHandler.NO_REPLY;
                                }));
        Task _ = g.start("one", "one", p -> p.exists("/mnt/a/f"));
        g.settle();
        Task _ = g.start("two", "two", p -> p.exists("/mnt/a/g"));
        g.settle();
        assertThat(g.said()).isEmpty();
        daemon.sendSignal(Signal.SIGKILL);
        g.settle();
        assertThat(g.said())
                .containsExactlyInAnyOrder(
                        "one " + -Errno.ECONNABORTED, "two " + -Errno.ECONNABORTED);
    }

    @Test
    void aCloneKeepsTheConnectionAliveAndAnswersOnlyWhatItRead() {
        g.run(p -> {
            FuseDaemon d = FuseDaemon.open(p.sys, g.tree);
            long _ = d.mount("/mnt/a", 0, "");
            long _ = d.step();
            int clone = (int) p.open("/dev/fuse", RDWR);
            p.sys.memory().write(p.buffer(), new byte[] {(byte) d.fd(), 0, 0, 0}, 0, 4);
            g.say("clone " + p.sys.ioctl(clone, 0x8004e500, p.buffer()));
            g.say("again " + p.sys.ioctl(clone, 0x8004e500, p.buffer()));
            FuseDaemon twin = FuseDaemon.on(p.sys, g.tree, clone);
            long _ =
                    p.sys.fork(
                            "user",
                            s -> {
                                g.say("stat " + Program.of(s).exists("/mnt/a/f"));
                                return 0;
                            });
            long size = d.receive();
            FuseMessage in = d.message(size);
            g.say("by the clone " + twin.answer(in));
            g.say("by the reader " + (d.answer(in) > 0));
            g.say("close " + p.sys.close(d.fd()));
            long _ = p.sys.wait4(-1, 0);
            long _ =
                    p.sys.fork(
                            "user",
                            s -> {
                                g.say("unlink " + Program.of(s).unlink("/mnt/a/f"));
                                return 0;
                            });
            while (g.tree.has("f")) {
                long _ = twin.step();
            }
            long _ = p.sys.wait4(-1, 0);
        });
        assertThat(g.said())
                .containsExactly(
                        "clone 0",
                        "again " + -Errno.EINVAL,
                        "by the clone " + -Errno.ENOENT,
                        "by the reader true",
                        "close 0",
                        "stat 0",
                        "unlink 0");
    }

    @Test
    void whoWaitsForAReplyWaitsForTheTasksWithTheDevice() {
        Task daemon = g.serve(d -> d.on(Opcode.LOOKUP, (me, in, out) -> FuseHandler.NO_REPLY));
        Task user = g.start("user", "stat", p -> p.exists("/mnt/a/f"));
        g.settle();
        assertThat(g.graph().describe())
                .contains("waits for FUSE reply FUSE_LOOKUP")
                .contains("delivered by " + daemon);
        user.sendSignal(Signal.SIGKILL);
    }
}
