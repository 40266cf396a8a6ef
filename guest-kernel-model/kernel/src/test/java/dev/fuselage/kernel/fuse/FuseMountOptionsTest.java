package dev.fuselage.kernel.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.fuse.FuseDaemon;
import dev.fuselage.kernel.program.fuse.FuseHandler;
import dev.fuselage.kernel.syscall.Program;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.vfs.MountFlags;
import dev.fuselage.kernel.vfs.RamDisk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** mount -t fuse: the options of fuse.rst, and the refusals of fs/fuse/inode.c of Linux 6.12. */
class FuseMountOptionsTest {
    private static final String NEEDED = "rootmode=40000,user_id=0,group_id=0";

    private final DaemonGuest g = new DaemonGuest();

    @AfterEach
    void close() {
        g.close();
    }

    private long mount(Program p, String options) {
        return p.sys.mount("anything", "/mnt/a", "fuse", 0, options);
    }

    private static int device(Program p) {
        return (int) p.open("/dev/fuse", OpenFlags.O_RDWR);
    }

    @Test
    void fdRootmodeUserIdAndGroupIdAreNeeded() {
        g.run(p -> {
            String fd = "fd=" + device(p);
            g.say("all " + mount(p, fd + "," + NEEDED));
        });
        g.run(p -> {
            String fd = "fd=" + device(p);
            g.say("fd " + mount(p, NEEDED));
            g.say("rootmode " + mount(p, fd + ",user_id=0,group_id=0"));
            g.say("user_id " + mount(p, fd + ",rootmode=40000,group_id=0"));
            g.say("group_id " + mount(p, fd + ",rootmode=40000,user_id=0"));
        });
        int einval = -Errno.EINVAL;
        assertThat(g.said())
                .containsExactly(
                        "all 0",
                        "fd " + einval,
                        "rootmode " + einval,
                        "user_id " + einval,
                        "group_id " + einval);
    }

    @Test
    void theDescriptorMustBeOfTheDevice() {
        g.run(p -> {
            int other = (int) p.open("/dev/null", OpenFlags.O_RDWR);
            g.say("null " + mount(p, "fd=" + other + "," + NEEDED));
            g.say("none " + mount(p, "fd=99," + NEEDED));
        });
        assertThat(g.said()).containsExactly("null " + -Errno.EINVAL, "none " + -Errno.EINVAL);
    }

    @ParameterizedTest
    @CsvSource({
        "fd=x, Bad value for 'fd'",
        "fd, Bad value for 'fd'",
        "rootmode=9, Bad value for 'rootmode'",
        "rootmode=777, Invalid rootmode",
        "user_id=-1, Bad value for 'user_id'",
        "group_id=4294967296, Bad value for 'group_id'",
        "max_read=, Bad value for 'max_read'",
        "allow_other=1, Unexpected value for 'allow_other'",
        "blksize=512, blksize only supported for fuseblk",
        "nonsense, Unknown parameter 'nonsense'"
    })
    void whatIsWrongWithAnOptionIsInTheLog(String option, String message) {
        g.run(p -> g.say("" + mount(p, "fd=" + device(p) + "," + NEEDED + "," + option)));
        assertThat(g.said()).containsExactly("" + -Errno.EINVAL);
        assertThat(g.log.lines().getLast()).endsWith("fuse: " + message);
    }

    @Test
    void procMountsShowsTheOptions() {
        g.run(p -> {
            String fd = "fd=" + device(p);
            String options = ",default_permissions,allow_other,max_read=8192,subtype=demo";
            g.say("" + mount(p, fd + "," + NEEDED + options));
            String mounts = p.read("/proc/1/mounts");
            g.say(mounts.lines().filter(line -> line.contains("/mnt/a")).findFirst().orElse(""));
        });
        assertThat(g.said())
                .containsExactly(
                        "0",
                        "anything /mnt/a fuse.demo rw,relatime,user_id=0,group_id=0,"
                                + "default_permissions,allow_other,max_read=8192 0 0");
    }

    @Test
    void maxReadLimitsReads() {
        int[] largest = new int[1];
        Task _ =
                g.serve(
                        "max_read=8192",
                        d ->
                                d.on(
                                        Opcode.READ,
                                        (me, in, out) -> {
                                            largest[0] =
                                                    Math.max(largest[0], in.arguments().u32(16));
                                            return me.usual(in, out);
                                        }));
        g.run(p -> p.file("/mnt/a/big", "x".repeat(65536)));
        g.run(p -> p.read("/mnt/a/big"));
        assertThat(largest[0]).isEqualTo(8192);
    }

    @Test
    void aDescriptorIsMountedOnceAndGivesTheSameSuperblockAgain() {
        g.run(p -> {
            int fd = device(p);
            long _ = p.mkdir("/mnt/b", 0755);
            String options = "fd=" + fd + "," + NEEDED;
            g.say("" + mount(p, options));
            g.say("" + p.sys.mount("anything", "/mnt/b", "fuse", 0, options));
        });
        assertThat(g.said()).containsExactly("0", "0");
        assertThat(
                        g.vfs().superBlocks().list().stream()
                                .filter(sb -> sb.type.name().equals("fuse"))
                                .count())
                .isEqualTo(1);
    }

    // ---- who may come in

    private List<String> stats(String options, int mode) {
        Task _ =
                g.guest.userSpace.start(
                        "daemon",
                        Credentials.of(0, 0),
                        sys -> {
                            g.tree.rootOwner(5, 6);
                            FuseDaemon d = FuseDaemon.open(sys, g.tree);
                            String ids = ",rootmode=40000,user_id=5,group_id=6,";
                            long error =
                                    sys.mount(
                                            "x",
                                            "/mnt/a",
                                            "fuse",
                                            MountFlags.MS_NOSUID | MountFlags.MS_NODEV,
                                            "fd=" + d.fd() + ids + options);
                            return error == 0 ? d.serve() : 1;
                        });
        g.settle();
        for (int[] ids : new int[][] {{5, 6}, {5, 7}, {8, 6}, {0, 0}}) {
            g.guest.start(
                    "user",
                    Credentials.of(ids[0], ids[1]),
                    p -> g.say(ids[0] + ":" + ids[1] + " " + p.access("/mnt/a/f", mode)));
        }
        g.settle();
        return g.said();
    }

    @Test
    void onlyTheOwnerIsLetInNotEvenRoot() {
        assertThat(stats("", 0))
                .containsExactlyInAnyOrder(
                        "5:6 0",
                        "5:7 " + -Errno.EACCES,
                        "8:6 " + -Errno.EACCES,
                        "0:0 " + -Errno.EACCES);
    }

    @Test
    void allowOtherLetsEverybodyIn() {
        assertThat(stats("allow_other", 0))
                .containsExactlyInAnyOrder("5:6 0", "5:7 0", "8:6 0", "0:0 0");
    }

    @Test
    void withoutDefaultPermissionsTheServerDecides() {
        // The file belongs to root with mode 0644; this server has no ACCESS.
        assertThat(stats("allow_other", 2)).contains("8:6 0");
    }

    @Test
    void defaultPermissionsChecksTheMode() {
        assertThat(stats("allow_other,default_permissions", 2)).contains("8:6 " + -Errno.EACCES);
    }

    // ---- fuseblk

    @ParameterizedTest
    @ValueSource(strings = {"", "/dev/null", "/nowhere"})
    void fuseblkNeedsABlockDevice(String source) {
        g.run(p ->
                g.say(
                        ""
                                + p.sys.mount(
                                        source,
                                        "/mnt/a",
                                        "fuseblk",
                                        0,
                                        "fd=" + device(p) + "," + NEEDED)));
        int expected =
                switch (source) {
                    case "" -> -Errno.EINVAL;
                    case "/dev/null" -> -Errno.ENOTBLK;
                    default -> -Errno.ENOENT;
                };
        assertThat(g.said()).containsExactly("" + expected);
    }

    @Test
    void fuseblkMountsABlockDeviceOnceInBlocksOfASizeAndSaysDestroyAtTheEnd() {
        g.vfs().specialInodes().registerBlockDevice(0x100, new RamDisk(g.guest.pages, 1 << 20));
        List<Opcode> seen = new ArrayList<>();
        Task _ =
                g.guest.userSpace.start(
                        "daemon",
                        Credentials.ROOT,
                        sys -> {
                            long _ = sys.mknodat(-100, "/dev/ram0", 0060660, 0x100);
                            FuseDaemon d = FuseDaemon.open(sys, g.tree);
                            d.on(
                                    Opcode.DESTROY,
                                    (me, in, out) -> {
                                        seen.add(in.opcode());
                                        return me.usual(in, out);
                                    });
                            String options = "fd=" + d.fd() + ",blksize=1024," + NEEDED;
                            g.say(
                                    "mount "
                                            + sys.mount(
                                                    "/dev/ram0", "/mnt/a", "fuseblk", 0, options));
                            return d.serve();
                        });
        g.settle();
        g.run(p -> {
            g.say(p.read("/mnt/a/f"));
            String mounts = p.read("/proc/1/mounts");
            g.say(mounts.lines().filter(line -> line.contains("/mnt/a")).findFirst().orElse(""));
            g.say("umount " + p.sys.umount2("/mnt/a", 0));
        });
        g.settle();
        assertThat(g.said())
                .containsExactly(
                        "mount 0",
                        "content",
                        "/dev/ram0 /mnt/a fuseblk rw,relatime,user_id=0,group_id=0,blksize=1024 0 0",
                        "umount 0");
        assertThat(seen).containsExactly(Opcode.DESTROY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 256, 8192})
    void aBlockSizeIsAPowerOfTwoUpToAPage(int size) {
        g.vfs().specialInodes().registerBlockDevice(0x100, new RamDisk(g.guest.pages, 1 << 20));
        g.run(p -> {
            long _ = p.sys.mknodat(-100, "/dev/ram0", 0060660, 0x100);
            String options = "fd=" + device(p) + ",blksize=" + size + "," + NEEDED;
            g.say("" + p.sys.mount("/dev/ram0", "/mnt/a", "fuseblk", 0, options));
        });
        assertThat(g.said()).containsExactly("" + -Errno.EINVAL);
    }

    @Test
    void aDeviceNodeOfAnotherUsersMountCannotBeOpened() {
        Task _ =
                g.daemon(d -> {
                    long error = d.mount("/mnt/a", MountFlags.MS_NODEV, "");
                    return error == 0 ? d.serve() : FuseHandler.NO_REPLY;
                });
        g.settle();
        g.run(p -> {
            g.say("mknod " + p.sys.mknodat(-100, "/mnt/a/null", 0020666, 0x103));
            g.say("open " + p.tryOpen("/mnt/a/null", OpenFlags.O_RDONLY));
        });
        assertThat(g.said()).containsExactly("mknod 0", "open " + -Errno.EACCES);
    }
}
