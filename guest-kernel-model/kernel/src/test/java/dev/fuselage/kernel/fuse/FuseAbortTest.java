package dev.fuselage.kernel.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.fuse.FuseHandler;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.syscall.Program;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Misbehaviour;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.vfs.MountFlags;
import dev.fuselage.kernel.wait.WaitGraph;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way out of "Aborting a filesystem connection" in fuse.rst, and fusectl. */
class FuseAbortTest {
    private DaemonGuest g = new DaemonGuest();

    @AfterEach
    void close() {
        g.close();
    }

    /** A daemon that never answers LOOKUP, and a user who waits for that. */
    private Task hang(long wants) {
        Task daemon =
                g.daemon(d -> {
                    if (wants != 0) {
                        d.wants(wants);
                    }
                    d.on(Opcode.LOOKUP, (me, in, out) -> FuseHandler.NO_REPLY);
                    long _ = d.mount("/mnt/a", 0, "");
                    long size = d.receive();
                    while (size >= 0) {
                        long _ = d.answer(d.message(size));
                        size = d.receive();
                    }
                    g.say("daemon reads " + size);
                    return 0;
                });
        Task _ = g.start("user", "stat", p -> p.exists("/mnt/a/f"));
        g.settle();
        return daemon;
    }

    private static void mountControl(Program p) {
        long _ = p.mkdir("/ctl", 0755);
        long error = p.sys.mount("none", "/ctl", "fusectl", 0, "");
        if (error != 0) {
            throw new AssertionError("fusectl: " + error);
        }
    }

    /** The only connection's directory. */
    private static String connection(Program p) {
        mountControl(p);
        return "/ctl/" + p.list("/ctl").getLast();
    }

    private void write(Program p, String path, String text) {
        int fd = (int) p.open(path, OpenFlags.O_WRONLY);
        g.say(path.substring(path.lastIndexOf('/') + 1) + " " + p.write(fd, text));
        p.sys.close(fd);
    }

    @Test
    void writingToAbortEndsWhatWaits() {
        Task _ = hang(0);
        g.run(p -> {
            String conn = connection(p);
            g.say("waiting " + p.read(conn + "/waiting").strip());
            write(p, conn + "/abort", "1");
        });
        g.run(p -> g.say("later " + p.exists("/mnt/a/f")));
        assertThat(g.said())
                .containsExactlyInAnyOrder(
                        "waiting 1",
                        "abort 1",
                        "stat " + -Errno.ECONNABORTED,
                        "daemon reads " + -Errno.ENODEV,
                        "later " + -Errno.ENOTCONN);
    }

    @Test
    void aDaemonThatAskedForItIsToldThatItWasAborted() {
        Task _ = hang(InitFlags.ABORT_ERROR);
        g.run(p -> write(p, connection(p) + "/abort", "1"));
        assertThat(g.said()).contains("daemon reads " + -Errno.ECONNABORTED);
    }

    @Test
    void forcedUnmountingAbortsAndStillFindsTheMountBusy() {
        Task _ = hang(0);
        g.run(p -> g.say("umount -f " + p.sys.umount2("/mnt/a", MountFlags.MNT_FORCE)));
        g.settle();
        assertThat(g.said())
                .contains("stat " + -Errno.ECONNABORTED, "daemon reads " + -Errno.ENODEV);
        g.run(p -> g.say("umount " + p.sys.umount2("/mnt/a", 0)));
        assertThat(g.said().getLast()).isIn("umount 0", "umount " + -Errno.EINVAL);
    }

    @Test
    void lazyUnmountingLeavesTheConnectionToItsUsers() {
        Task _ = g.serve(d -> {});
        g.run(p -> {
            int fd = (int) p.open("/mnt/a/f", OpenFlags.O_RDONLY);
            g.say("umount -l " + p.sys.umount2("/mnt/a", MountFlags.MNT_DETACH));
            g.say("name " + p.exists("/mnt/a/f"));
            g.say("file " + p.read(fd, 100));
            mountControl(p);
            g.say("" + p.list("/ctl").size());
            p.sys.close(fd);
            g.say("" + p.list("/ctl").size());
        });
        assertThat(g.said())
                .containsExactly("umount -l 0", "name " + -Errno.ENOENT, "file content", "3", "2");
    }

    @Test
    void unmountingEndsTheDaemonsReading() {
        Task _ =
                g.daemon(d -> {
                    long _ = d.mount("/mnt/a", 0, "");
                    g.say("served " + d.serve());
                    return 0;
                });
        g.settle();
        g.run(p -> {
            g.say(p.read("/mnt/a/f"));
            g.say("umount " + p.sys.umount2("/mnt/a", 0));
        });
        g.settle();
        assertThat(g.said()).containsExactlyInAnyOrder("content", "umount 0", "served 0");
    }

    // ---- the control file system

    @Test
    void onlyTheOwnerSeesTheControlFiles() {
        Task _ =
                g.daemon(d -> {
                    long _ =
                            d.sys()
                                    .mount(
                                            "x",
                                            "/mnt/a",
                                            "fuse",
                                            0,
                                            "fd="
                                                    + d.fd()
                                                    + ",rootmode=40000,user_id=5,group_id=6");
                    return d.serve();
                });
        g.settle();
        String[] dir = new String[1];
        g.run(p -> {
            dir[0] = connection(p);
            var stat = p.stat(dir[0]);
            g.say(Integer.toOctalString(stat.mode) + " " + stat.uid + ":" + stat.gid);
            for (String name : p.list(dir[0])) {
                if (!name.startsWith(".")) {
                    g.say(name + " " + Integer.toOctalString(p.mode(dir[0] + "/" + name)));
                }
            }
        });
        g.guest.start(
                "other",
                Credentials.of(7, 7),
                p -> g.say("other " + p.exists(dir[0] + "/waiting")));
        g.guest.start(
                "owner",
                Credentials.of(5, 6),
                p -> g.say("owner " + p.exists(dir[0] + "/waiting")));
        g.settle();
        assertThat(g.said())
                .containsExactlyInAnyOrder(
                        "40500 5:6",
                        "waiting 100400",
                        "abort 100200",
                        "max_background 100600",
                        "congestion_threshold 100600",
                        "other " + -Errno.EACCES,
                        "owner 0");
    }

    @Test
    void limitsCanBeReadAndSetUpToSixteenBits() {
        Task _ = g.serve(d -> d.maxBackground(7));
        g.run(p -> {
            String dir = connection(p);
            g.say(p.read(dir + "/max_background").strip());
            g.say(p.read(dir + "/congestion_threshold").strip());
            write(p, dir + "/max_background", "65535\n");
            write(p, dir + "/max_background", "65536");
            write(p, dir + "/max_background", "many");
            g.say(p.read(dir + "/max_background").strip());
        });
        assertThat(g.said())
                .containsExactly(
                        "7",
                        "5",
                        "max_background 6",
                        "max_background " + -Errno.EINVAL,
                        "max_background " + -Errno.EINVAL,
                        "65535");
    }

    // ---- the two deadlocks of fuse.rst

    /** Scenario 1: the daemon unlinks on its own mount what is being unlinked. */
    @Test
    void aDaemonThatCallsBackIntoItselfDeadlocksUntilItIsAborted() {
        Task daemon =
                g.serve(d ->
                        d.on(
                                Opcode.UNLINK,
                                (me, in, out) -> {
                                    g.say("callback " + d.sys().unlinkat(-100, "/mnt/a/f", 0));
                                    return me.usual(in, out);
                                }));
        Task user = g.start("rm", "unlink", p -> p.unlink("/mnt/a/f"));
        g.settle();
        WaitGraph graph = g.graph();
        assertThat(graph.verdict()).isEqualTo(WaitGraph.Verdict.DEADLOCK);
        assertThat(graph.cycle()).hasSize(4).contains(user, daemon);
        g.run(p -> write(p, connection(p) + "/abort", "1"));
        assertThat(g.said())
                .containsExactlyInAnyOrder(
                        "abort 1", "unlink " + -Errno.ECONNABORTED, "callback " + -Errno.ENOTCONN);
    }

    /** An abort while a reply is being copied: the copier ends the request. */
    private List<String> abortWhileCopying() {
        Task _ = g.serve("allow_other", d -> {});
        g.run(p -> p.file("/mnt/a/big", "x".repeat(8192)));
        Task[] reader = new Task[1];
        String[] dir = new String[1];
        g.run(p -> dir[0] = connection(p));
        reader[0] =
                g.start(
                        "reader",
                        p -> {
                            int fd = (int) p.open("/mnt/a/big", OpenFlags.O_RDONLY);
                            g.say("read " + p.sys.read(fd, p.buffer(), 8192));
                        });
        Task _ =
                g.start(
                        "aborter",
                        p -> {
                            int fd = (int) p.open(dir[0] + "/abort", OpenFlags.O_WRONLY);
                            g.say("abort " + p.write(fd, "1"));
                        });
        g.settle();
        return g.said();
    }

    @Test
    void aRequestThatIsAbortedInWhateverStateEndsOnce() {
        assertThat(abortWhileCopying()).contains("abort 1").anyMatch(s -> s.startsWith("read"));
    }

    @Test
    void withoutTheLockTheCopyWritesIntoWhatItsSenderHasGivenUp() {
        g.close();
        g = new DaemonGuest(KernelQuirk.ABORT_IGNORES_COPYING);
        FuseReq[] req = new FuseReq[1];
        Task _ =
                g.start(
                        "copier",
                        p -> {
                            FuseConn fc = new FuseConn(g.kernel, new FuseDevQueue(g.vfs()), "test");
                            FuseMount fm = new FuseMount(fc);
                            req[0] = fc.request(fm, Opcode.STATFS, 1);
                            req[0].out(80);
                            req[0].count++;
                            FuseCopyState cs = new FuseCopyState(g.kernel);
                            var iter = new dev.fuselage.kernel.mm.IovIter();
                            cs.begin(iter.user(p.sys.memory(), p.buffer(), 80, true));
                            cs.of(req[0]);
                            req[0].set(FuseReqFlag.FINISHED);
                            req[0].release();
                            int _ = req[0].copyOut(cs, 80);
                        });
        assertThatThrownBy(g::settle)
                .isInstanceOfSatisfying(
                        Misbehaviour.class,
                        seen ->
                                assertThat(seen.kind())
                                        .isEqualTo(Misbehaviour.Kind.USE_AFTER_FREE));
    }
}
