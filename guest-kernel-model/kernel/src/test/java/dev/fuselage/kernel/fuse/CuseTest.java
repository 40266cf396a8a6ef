package dev.fuselage.kernel.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.CuseInitIn;
import dev.fuselage.fuse.CuseInitOut;
import dev.fuselage.fuse.FuseIoctlIn;
import dev.fuselage.fuse.FuseIoctlIovec;
import dev.fuselage.fuse.FuseIoctlOut;
import dev.fuselage.fuse.FuseNotifyPollWakeupOut;
import dev.fuselage.fuse.FuseOpenOut;
import dev.fuselage.fuse.FusePollIn;
import dev.fuselage.fuse.FusePollOut;
import dev.fuselage.fuse.FuseWriteOut;
import dev.fuselage.fuse.IoctlFlags;
import dev.fuselage.fuse.NotifyCode;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.PollFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.PollEvents;
import dev.fuselage.kernel.mm.MmapFlags;
import dev.fuselage.kernel.program.fuse.FuseDaemon;
import dev.fuselage.kernel.program.fuse.FuseHandler;
import dev.fuselage.kernel.program.fuse.FuseMessage;
import dev.fuselage.kernel.program.fuse.FuseReply;
import dev.fuselage.kernel.syscall.PollFd;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.SignalAction;
import dev.fuselage.kernel.task.Task;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Character devices in user space, against fs/fuse/cuse.c of Linux 6.12. */
class CuseTest {
    private static final int RDWR = OpenFlags.O_RDWR;

    private final DaemonGuest g = new DaemonGuest();
    private final List<String> requests = new ArrayList<>();
    private String info = "DEVNAME=echo\0";
    private int major;
    private int initFlags;
    private FuseHandler extra = (in, out) -> -Errno.ENOSYS;
    private String stored = "";
    private boolean ready;
    private long polled;
    private FuseDaemon[] self = new FuseDaemon[1];

    CuseTest() {
        FuseModule.loadCuse(g.kernel, g.vfs(), g.log);
        g.run(p -> {
            long _ = p.sys.umask(0);
            long error =
                    p.sys.mknodat(
                            Syscalls.AT_FDCWD,
                            "/dev/cuse",
                            Mode.S_IFCHR | 0600,
                            FuseModule.CUSE_DEVICE);
            assertThat(error).isZero();
        });
    }

    @AfterEach
    void close() {
        g.close();
    }

    /** A device that gives back what was written to it. */
    private Task serve() {
        Task daemon =
                g.guest.userSpace.start(
                        "echod",
                        Credentials.ROOT,
                        sys -> {
                            int fd = (int) sys.openat(Syscalls.AT_FDCWD, "/dev/cuse", RDWR, 0);
                            self[0] = FuseDaemon.on(sys, this::answer, fd);
                            return self[0].serve();
                        });
        g.settle();
        return daemon;
    }

    private int answer(FuseMessage in, FuseReply out) {
        Opcode opcode = in.opcode();
        requests.add(opcode + " node " + in.nodeid());
        return switch (opcode) {
            case CUSE_INIT -> init(in, out);
            case OPEN -> {
                FuseOpenOut.FH.set(out.body(FuseOpenOut.SIZE), 77);
                yield 0;
            }
            case READ -> {
                byte[] bytes = stored.getBytes(StandardCharsets.ISO_8859_1);
                out.bytes(bytes, 0, bytes.length);
                yield 0;
            }
            case WRITE -> {
                int size = in.arguments().u32(16);
                stored = new String(in.data(40, size), StandardCharsets.ISO_8859_1);
                FuseWriteOut.SIZE_FIELD.set(out.body(FuseWriteOut.SIZE), size);
                yield 0;
            }
            case POLL -> {
                boolean notify =
                        (FusePollIn.FLAGS.get(in.arguments()) & PollFlags.POLL_SCHEDULE_NOTIFY)
                                != 0;
                polled = notify ? FusePollIn.KH.get(in.arguments()) : polled;
                FusePollOut.REVENTS.set(out.body(FusePollOut.SIZE), ready ? PollEvents.POLLIN : 0);
                yield 0;
            }
            case RELEASE -> 0;
            case null, default -> extra.handle(in, out);
        };
    }

    private int init(FuseMessage in, FuseReply out) {
        requests.add(
                CuseInitIn.MAJOR.get(in.arguments())
                        + "."
                        + CuseInitIn.MINOR.get(in.arguments())
                        + " flags "
                        + CuseInitIn.FLAGS.get(in.arguments()));
        byte[] bytes = new byte[CuseInitOut.SIZE + info.length()];
        Wire w = new Wire().at(MemorySegment.ofArray(bytes), 0);
        CuseInitOut.MAJOR.set(w, 7);
        CuseInitOut.MINOR.set(w, 41);
        CuseInitOut.FLAGS.set(w, initFlags);
        CuseInitOut.MAX_READ.set(w, 65536);
        CuseInitOut.MAX_WRITE.set(w, 65536);
        CuseInitOut.DEV_MAJOR.set(w, major);
        CuseInitOut.DEV_MINOR.set(w, 3);
        System.arraycopy(
                info.getBytes(StandardCharsets.ISO_8859_1),
                0,
                bytes,
                CuseInitOut.SIZE,
                info.length());
        out.bytes(bytes, 0, bytes.length);
        return 0;
    }

    @Test
    void aDaemonBecomesADeviceThatReadsAndWritesAsRequestsOfNodeZero() {
        Task _ = serve();
        g.run(p -> {
            int fd = (int) p.open("/dev/echo", RDWR);
            g.say("write " + p.write(fd, "hello"));
            g.say("read " + p.read(fd, 100));
            g.say("close " + p.sys.close(fd));
        });
        assertThat(g.said()).containsExactly("write 5", "read hello", "close 0");
        assertThat(requests)
                .containsExactly(
                        "CUSE_INIT node 0",
                        "7.41 flags 1",
                        "OPEN node 0",
                        "WRITE node 0",
                        "READ node 0",
                        "RELEASE node 0");
    }

    @Test
    void itsNodeBelongsToRootAndHasANumberOfThoseThatAreFree() {
        Task _ = serve();
        g.run(p -> {
            var stat = p.stat("/dev/echo");
            g.say(Integer.toOctalString(stat.mode) + " " + stat.uid);
            g.say(p.read("/sys/class/cuse/echo/dev").strip());
        });
        assertThat(g.said()).containsExactly("20600 0", "254:3");
    }

    @Test
    void aNumberThatWasAskedForIsTaken() {
        major = 42;
        Task _ = serve();
        g.run(p -> g.say(p.read("/sys/class/cuse/echo/dev").strip()));
        assertThat(g.said()).containsExactly("42:3");
    }

    @Test
    void aNumberThatIsTakenEndsTheConnection() {
        major = 1;
        g.run(p -> {});
        Task daemon = serve();
        // 1:3 is /dev/null.
        assertThat(daemon.waitsFor()).isNull();
        g.run(p -> g.say("" + p.exists("/dev/echo")));
        assertThat(g.said()).containsExactly("" + -Errno.ENOENT);
        assertThat(g.log.lines().getLast()).endsWith("CUSE: failed to register chrdev region");
    }

    @Test
    void aDeviceNeedsAName() {
        info = "COLOUR=red\0";
        Task _ = serve();
        assertThat(g.log.lines()).anyMatch(l -> l.endsWith("unknown device info \"COLOUR\""));
        assertThat(g.log.lines().getLast()).endsWith("CUSE: DEVNAME unspecified");
    }

    @Test
    void whenTheDaemonGoesSoDoesTheDeviceAndItsUsersFindNoConnection() {
        Task daemon = serve();
        Task _ =
                g.start(
                        "user",
                        p -> {
                            int fd = (int) p.open("/dev/echo", RDWR);
                            int[] ends = new int[2];
                            p.sys.sigaction(Signal.SIGUSR1, SignalAction.HANDLE);
                            long _ = p.sys.pipe2(ends, 0);
                            long _ = p.sys.read(ends[0], p.buffer(), 1);
                            g.say("read " + p.sys.read(fd, p.buffer(), 5));
                        });
        g.settle();
        daemon.sendSignal(Signal.SIGKILL);
        g.settle();
        for (Task task : g.guest.guest.scheduler.tasks()) {
            if (task.comm().equals("user")) {
                task.sendSignal(Signal.SIGUSR1);
            }
        }
        g.settle();
        g.run(p -> {
            g.say("node " + p.exists("/dev/echo"));
            g.say("sysfs " + p.exists("/sys/class/cuse/echo"));
        });
        assertThat(g.said())
                .containsExactly(
                        "read " + -Errno.ENOTCONN,
                        "node " + -Errno.ENOENT,
                        "sysfs " + -Errno.ENOENT);
    }

    @Test
    void abortInSysfsEndsWhatWaits() {
        extra = (in, out) -> FuseHandler.NO_REPLY;
        Task _ = serve();
        Task _ =
                g.start(
                        "user",
                        p -> {
                            int fd = (int) p.open("/dev/echo", RDWR);
                            g.say("ioctl " + p.sys.ioctl(fd, 0x1234, 0));
                        });
        g.settle();
        g.run(p -> {
            g.say("waiting " + p.read("/sys/class/cuse/echo/waiting").strip());
            int fd = (int) p.open("/sys/class/cuse/echo/abort", OpenFlags.O_WRONLY);
            g.say("abort " + p.write(fd, "1"));
        });
        g.settle();
        assertThat(g.said())
                .containsExactlyInAnyOrder("waiting 1", "abort 1", "ioctl " + -Errno.ECONNABORTED);
    }

    @Test
    void itCannotBeMapped() {
        Task _ = serve();
        g.run(p -> {
            int fd = (int) p.open("/dev/echo", RDWR);
            long result = p.sys.mmap(0, 4096, MmapFlags.PROT_READ, MmapFlags.MAP_SHARED, fd, 0);
            g.say("mmap " + result);
        });
        assertThat(g.said()).containsExactly("mmap " + -Errno.ENODEV);
    }

    @Test
    void anUnrestrictedIoctlMovesWhatTheDaemonAsksFor() {
        initFlags = 1;
        extra =
                (in, out) -> {
                    long argument = FuseIoctlIn.ARG.get(in.arguments());
                    if (FuseIoctlIn.IN_SIZE.get(in.arguments()) == 0) {
                        byte[] bytes = new byte[FuseIoctlOut.SIZE + 2 * FuseIoctlIovec.SIZE];
                        Wire w = new Wire().at(MemorySegment.ofArray(bytes), 0);
                        FuseIoctlOut.FLAGS.set(w, IoctlFlags.IOCTL_RETRY);
                        FuseIoctlOut.IN_IOVS.set(w, 1);
                        FuseIoctlOut.OUT_IOVS.set(w, 1);
                        Wire piece = new Wire().at(w, FuseIoctlOut.SIZE);
                        FuseIoctlIovec.BASE.set(piece, argument);
                        FuseIoctlIovec.LEN.set(piece, 4);
                        Wire second = new Wire().at(w, FuseIoctlOut.SIZE + FuseIoctlIovec.SIZE);
                        FuseIoctlIovec.BASE.set(second, argument + 100);
                        FuseIoctlIovec.LEN.set(second, 4);
                        out.bytes(bytes, 0, bytes.length);
                        return 0;
                    }
                    Wire w = out.body(FuseIoctlOut.SIZE + 4);
                    FuseIoctlOut.RESULT.set(w, 5);
                    w.u32(FuseIoctlOut.SIZE, in.arguments().u32(FuseIoctlIn.SIZE) + 1);
                    return 0;
                };
        Task _ = serve();
        g.run(p -> {
            int fd = (int) p.open("/dev/echo", RDWR);
            p.sys.memory().write8(p.buffer(), 41);
            g.say("ioctl " + p.sys.ioctl(fd, 0x1234, p.buffer()));
            g.say("out " + p.sys.memory().read8(p.buffer() + 100));
        });
        assertThat(g.said()).containsExactly("ioctl 5", "out 42");
    }

    @Test
    void aRestrictedDaemonMayNotAskAgain() {
        extra =
                (in, out) -> {
                    FuseIoctlOut.FLAGS.set(out.body(FuseIoctlOut.SIZE), IoctlFlags.IOCTL_RETRY);
                    return 0;
                };
        Task _ = serve();
        g.run(p -> {
            int fd = (int) p.open("/dev/echo", RDWR);
            g.say("ioctl " + p.sys.ioctl(fd, 0x1234, p.buffer()));
        });
        assertThat(g.said()).containsExactly("ioctl " + -Errno.EIO);
    }

    // ---- poll

    @Test
    void pollAsksTheDaemonAndWaitsForItsNotification() {
        Task _ = serve();
        Task _ =
                g.start(
                        "poller",
                        p -> {
                            int fd = (int) p.open("/dev/echo", RDWR);
                            PollFd[] fds = {new PollFd(fd, PollEvents.POLLIN)};
                            g.say("now " + p.sys.ppoll(fds, 0));
                            g.say("later " + p.sys.ppoll(fds, -1) + " " + fds[0].revents);
                        });
        g.settle();
        assertThat(g.said()).containsExactly("now 0");
        ready = true;
        g.run(p -> {
            byte[] body = new byte[FuseNotifyPollWakeupOut.SIZE];
            FuseNotifyPollWakeupOut.KH.set(new Wire().at(MemorySegment.ofArray(body), 0), polled);
            extra =
                    (in, out) -> {
                        long _ = self[0].notify(NotifyCode.POLL, body);
                        return -Errno.ENOSYS;
                    };
            int fd = (int) p.open("/dev/echo", RDWR);
            long _ = p.sys.ioctl(fd, 1, 0);
        });
        g.settle();
        assertThat(g.said()).containsExactly("now 0", "later 1 " + PollEvents.POLLIN);
    }

    @Test
    void theDeviceFileIsReadableWhenARequestWaits() {
        g.run(p -> {
            int fd = (int) p.open("/dev/fuse", RDWR);
            PollFd[] fds = {new PollFd(fd, PollEvents.POLLIN), new PollFd(99, 0)};
            g.say(p.sys.ppoll(fds, 0) + " " + fds[0].revents + " " + fds[1].revents);
            FuseDaemon d = FuseDaemon.on(p.sys, g.tree, fd);
            long _ = d.mount("/mnt/a", 0, "");
            g.say(p.sys.ppoll(fds, 0) + " " + fds[0].revents);
            long _ = d.step();
            PollFd[] one = {fds[0]};
            g.say(p.sys.ppoll(one, 1000) + " " + fds[0].revents);
            long _ = p.sys.umount2("/mnt/a", 0);
            g.say(p.sys.ppoll(one, -1) + " " + fds[0].revents);
        });
        assertThat(g.said())
                .containsExactly(
                        "2 " + PollEvents.POLLERR + " " + PollEvents.POLLNVAL,
                        "2 " + PollEvents.POLLIN,
                        "0 0",
                        "1 " + PollEvents.POLLERR);
    }

    @Test
    void aPipeIsPolledForDataRoomAndTheOtherEnd() {
        g.run(p -> {
            int[] ends = new int[2];
            long _ = p.sys.pipe2(ends, 0);
            PollFd[] fds = {
                new PollFd(ends[0], PollEvents.POLLIN), new PollFd(ends[1], PollEvents.POLLOUT)
            };
            g.say(p.sys.ppoll(fds, -1) + " " + fds[0].revents + " " + fds[1].revents);
            long _ = p.write(ends[1], "x");
            g.say(p.sys.ppoll(fds, -1) + " " + fds[0].revents + " " + fds[1].revents);
            p.sys.close(ends[1]);
            PollFd[] reader = {fds[0]};
            p.read(ends[0], 1);
            g.say(p.sys.ppoll(reader, -1) + " " + fds[0].revents);
        });
        assertThat(g.said()).containsExactly("1 0 4", "2 1 4", "1 " + PollEvents.POLLHUP);
    }
}
