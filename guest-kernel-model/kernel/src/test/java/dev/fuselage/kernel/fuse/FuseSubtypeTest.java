package dev.fuselage.kernel.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Program;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.MountFlags;
import dev.fuselage.kernel.vfs.RamDisk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types with a subtype, as in mount -t fuse.sshfs (get_fs_type, do_new_mount of Linux 6.12). */
class FuseSubtypeTest {
    private static final String NEEDED = "rootmode=40000,user_id=0,group_id=0";

    private final DaemonGuest g = new DaemonGuest();

    @AfterEach
    void close() {
        g.close();
    }

    private static long mount(Program p, String source, String type, String more) {
        long fd = p.open("/dev/fuse", OpenFlags.O_RDWR);
        String options = "fd=" + fd + "," + NEEDED + more;
        return p.sys.mount(source, "/mnt/a", type, MountFlags.MS_NODEV, options);
    }

    private void sayLines(Program p, String file) {
        p.read(file).lines().filter(line -> line.contains("/mnt/a")).forEach(g::say);
    }

    @Test
    void procMountsShowsTheSubtypeBehindADot() {
        g.run(p -> {
            g.say("" + mount(p, "host:dir", "fuse.sshfs", ""));
            sayLines(p, "/proc/self/mounts");
        });
        assertThat(g.said())
                .containsExactly(
                        "0",
                        "host:dir /mnt/a fuse.sshfs rw,nodev,relatime,user_id=0,group_id=0 0 0");
    }

    @Test
    void mountinfoKeepsOptionsOfTheMountAndOfTheFileSystemApart() {
        g.run(p -> {
            g.say("" + mount(p, "host:dir", "fuse.sshfs", ",allow_other"));
            sayLines(p, "/proc/self/mountinfo");
        });
        assertThat(g.said()).hasSize(2);
        assertThat(g.said().get(1))
                .matches(
                        "\\d+ 1 0:\\d+ / /mnt/a rw,nodev,relatime - fuse\\.sshfs host:dir"
                                + " rw,user_id=0,group_id=0,allow_other");
    }

    @Test
    void mountinfoSaysWhichDirectoryABindMountShows() {
        g.run(p -> {
            g.say("" + p.mkdir("/tmp/x", 0755) + p.mkdir("/tmp/x/y z", 0755));
            g.say("" + p.sys.mount("/tmp/x/y z", "/mnt/a", "", MountFlags.MS_BIND, ""));
            sayLines(p, "/proc/self/mountinfo");
        });
        assertThat(g.said()).hasSize(3);
        assertThat(g.said().get(2)).matches("\\d+ 1 0:\\d+ /tmp/x/y\\\\040z /mnt/a rw.*");
    }

    @Test
    void fuseblkHasSubtypesToo() {
        g.vfs().specialInodes().registerBlockDevice(0x100, new RamDisk(g.guest.pages, 1 << 20));
        g.run(p -> {
            long _ = p.sys.mknodat(Syscalls.AT_FDCWD, "/dev/ram0", 0060660, 0x100);
            g.say("" + mount(p, "/dev/ram0", "fuseblk.ntfs-3g", ""));
            sayLines(p, "/proc/self/mounts");
        });
        assertThat(g.said()).hasSize(2);
        assertThat(g.said().get(1)).startsWith("/dev/ram0 /mnt/a fuseblk.ntfs-3g rw,");
    }

    @ParameterizedTest
    @CsvSource({
        // Only the first dot counts.
        "fuse.a.b, '', 0",
        "fuse., '', " + -Errno.EINVAL,
        "fuse.a, ',subtype=b', " + -Errno.EINVAL,
        // These have no subtypes.
        "proc.a, '', " + -Errno.ENODEV,
        "proc., '', " + -Errno.ENODEV,
        "fusectl.a, '', " + -Errno.ENODEV,
        ".fuse, '', " + -Errno.ENODEV,
        "sshfs, '', " + -Errno.ENODEV
    })
    void aTypeIsFoundByWhatStandsBeforeTheFirstDot(String type, String more, int expected) {
        g.run(p -> g.say("" + mount(p, "anything", type, more)));
        assertThat(g.said()).containsExactly("" + expected);
    }

    @Test
    void aSubtypeGivenTwiceIsRefusedInTheLog() {
        g.run(p -> mount(p, "anything", "fuse.a", ",subtype=b"));
        assertThat(g.log.lines().getLast()).endsWith("fuse: Multiple subtypes specified");
    }

    @Test
    void theModuleIsAskedForWithoutTheSubtype() {
        List<String> asked = new ArrayList<>();
        g.vfs().types().setModuleLoader(asked::add);
        g.run(p -> mount(p, "anything", "other.sub", ""));
        assertThat(asked).containsExactly("fs-other");
    }

    @Test
    void fusermountMountsWithTheSubtypeItIsGiven() {
        assertThat(
                        g.shell(
                                "fusexmp -o subtype=mine,fsname=it /mnt/a & sleep 1;"
                                        + " mount -t fuse.mine; mount -t fuse"))
                .isEqualTo(
                        "it on /mnt/a type fuse.mine"
                                + " (rw,nosuid,nodev,relatime,user_id=0,group_id=0)\n");
    }
}
