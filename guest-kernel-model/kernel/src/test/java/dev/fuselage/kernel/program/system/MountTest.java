package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.ProgramTest;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MountTest extends ProgramTest {

    @Test
    void mountsAreShownInMountsOwnForm() {
        prints(
                "mount -t ramfs -o nosuid,ro none /mnt; mount -t ramfs",
                "none on /mnt type ramfs (ro,nosuid,relatime)\n");
        fails("touch /mnt/x", 1, "touch: cannot touch '/mnt/x': Read-only file system\n");
        prints("umount /mnt; mount -t ramfs", "");
    }

    @Test
    void aReasonIsGivenForWhatCannotBeMounted() {
        fails(
                "mount -t virtio_fs tag /mnt",
                32,
                "mount: /mnt: unknown filesystem type 'virtio_fs'. Write virtiofs: mount -t"
                        + " virtiofs TAG DIRECTORY\n");
        for (String type : List.of("virtio-fs", "virtiofss", "VirtioFS", "fuse.virtiofs")) {
            fails(
                    "mount -t " + type + " tag /mnt",
                    32,
                    "mount: /mnt: unknown filesystem type '"
                            + type
                            + "'. Write virtiofs: mount -t virtiofs TAG DIRECTORY\n");
        }
        fails("mount -t nofs x /mnt", 32, "mount: /mnt: unknown filesystem type 'nofs'.\n");
        fails("mount -t ramfs x /no", 32, "mount: /no: mount point does not exist.\n");
        fails("touch f; mount -t ramfs x f", 32, "mount: f: mount point is not a directory.\n");
        fails(
                "mount x /mnt",
                32,
                "mount: /mnt: no file system type given: write mount -t virtiofs TAG DIRECTORY\n");
        fails("mount /mnt", 32, "mount: /mnt: can't find in /etc/fstab.\n");
        fails(
                "su 1000 -c 'mount -t ramfs x /mnt'",
                32,
                "mount: /mnt: must be superuser to use mount.\n");
    }

    @Test
    void aReasonIsGivenForWhatCannotBeUnmounted() {
        fails("umount /mnt", 32, "umount: /mnt: not mounted.\n");
        fails("umount /no", 32, "umount: /no: no mount point specified.\n");
        fails("mount -t ramfs x /mnt; cd /mnt; umount /mnt", 32, "umount: /mnt: target is busy.\n");
        prints("umount -l x; mount -t ramfs", "");
    }

    @Test
    void timePassesVirtually() {
        prints(
                "date; sleep 90; date +%T; date -d @0 '+%F %T %Z'",
                "Thu Jan  1 00:00:00 UTC 2026\n00:01:30\n1970-01-01 00:00:00 UTC\n");
        fails("sleep x", 1, "sleep: invalid time interval 'x'\n");
    }

    @Test
    void processesAreListedAndKilled() {
        prints("sleep 100 & ps | grep -c 'sleep$'", "1\n");
        prints("kill -l | head -n 2", " 1) SIGHUP\n 2) SIGINT\n");
    }
}
