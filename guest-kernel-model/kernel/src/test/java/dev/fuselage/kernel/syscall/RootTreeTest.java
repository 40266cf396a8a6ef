package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.vfs.MountFlags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RootTreeTest {
    private final GuestPrograms guest = new GuestPrograms(1);
    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void close() {
        guest.close();
    }

    @Test
    void aGuestFindsTheUsualDirectories() {
        guest.run(p -> seen.addAll(p.list("/")));
        assertThat(seen).contains(".", "..", "dev", "mnt", "proc", "sys", "tmp");
    }

    @Test
    void whatIsWrittenIsReadBack() {
        guest.run(p -> {
            p.file("/tmp/a", "hello");
            seen.add(p.read("/tmp/a"));
            seen.add(p.stat("/tmp/a").size);
        });
        assertThat(seen).containsExactly("hello", 5L);
    }

    @Test
    void mountsAreListedInTheFormOfProcMounts() {
        guest.run(p -> {
            seen.add(p.sys.mount("none", "/mnt", "ramfs", MountFlags.MS_NOSUID, ""));
            seen.add(p.read("/proc/mounts"));
            seen.add(p.sys.umount2("/mnt", 0));
        });
        assertThat(seen)
                .containsExactly(
                        0L,
                        """
                        rootfs / rootfs rw 0 0
                        proc /proc proc rw,relatime 0 0
                        sysfs /sys sysfs rw,relatime 0 0
                        none /mnt ramfs rw,nosuid,relatime 0 0
                        """,
                        0L);
    }

    @Test
    void aMountHidesWhatIsBelowUntilItIsUnmounted() {
        guest.run(p -> {
            p.file("/mnt/below", "x");
            p.sys.mount("none", "/mnt", "ramfs", 0, "");
            seen.add(p.exists("/mnt/below"));
            p.file("/mnt/above", "y");
            int fd = (int) p.open("/mnt/above", OpenFlags.O_RDONLY);
            seen.add(p.sys.umount2("/mnt", 0));
            p.sys.close(fd);
            seen.add(p.sys.umount2("/mnt", 0));
            seen.add(p.exists("/mnt/below"));
            seen.add(p.exists("/mnt/above"));
            seen.add(p.sys.umount2("/mnt", 0));
        });
        assertThat(seen)
                .containsExactly(
                        (long) -Errno.ENOENT,
                        (long) -Errno.EBUSY,
                        0L,
                        0L,
                        (long) -Errno.ENOENT,
                        (long) -Errno.EINVAL);
    }

    @Test
    void dotDotCrossesFromAMountToWhatItIsMountedOn() {
        guest.run(p -> {
            p.sys.mount("none", "/mnt", "ramfs", 0, "");
            p.mkdir("/mnt/d", 0755);
            p.sys.chdir("/mnt/d");
            seen.add(p.cwd());
            p.sys.chdir("../..");
            seen.add(p.cwd());
            p.sys.chdir("../../..");
            seen.add(p.cwd());
        });
        assertThat(seen).containsExactly("/mnt/d", "/", "/");
    }

    @Test
    void memoryDevicesBehaveAsTheirNamesSay() {
        guest.run(p -> {
            int none = (int) p.open("/dev/null", OpenFlags.O_RDWR);
            seen.add(p.write(none, "gone"));
            seen.add(p.read(none, 10));
            int zero = (int) p.open("/dev/zero", OpenFlags.O_RDONLY);
            seen.add(p.read(zero, 3));
            int full = (int) p.open("/dev/full", OpenFlags.O_WRONLY);
            seen.add(p.write(full, "x"));
        });
        assertThat(seen).containsExactly(4L, "", "\0\0\0", (long) -Errno.ENOSPC);
    }

    @Test
    void whatAProgramPrintsReachesTheConsole() {
        StringBuilder printed = new StringBuilder();
        guest.vfs
                .console()
                .setOutput((bytes, length) ->
                        printed.append(new String(bytes, 0, length, StandardCharsets.US_ASCII)));
        guest.run(p -> p.write((int) p.open("/dev/console", OpenFlags.O_WRONLY), "hello\n"));
        assertThat(printed).hasToString("hello\n");
    }

    @Test
    void onlyTheSuperuserMounts() {
        guest.run(p -> {
            p.seteuid(1000);
            seen.add(p.sys.mount("none", "/mnt", "ramfs", 0, ""));
            seen.add(p.sys.umount2("/proc", 0));
        });
        assertThat(seen).containsExactly((long) -Errno.EPERM, (long) -Errno.EPERM);
    }

    @Test
    void anUnknownTypeIsNoDevice() {
        guest.run(p -> seen.add(p.sys.mount("tag", "/mnt", "virtio_fs", 0, "")));
        assertThat(seen).containsExactly((long) -Errno.ENODEV);
    }

    @Test
    void aDirectoryIsMountedOnADirectory() {
        guest.run(p -> {
            p.file("/tmp/f", "");
            seen.add(p.sys.mount("none", "/tmp/f", "ramfs", 0, ""));
        });
        assertThat(seen).containsExactly((long) -Errno.ENOTDIR);
    }

    @Test
    void whenTheProgramEndsAllItsMemoryIsFree() {
        guest.run(p -> {});
        long before = guest.pages.used();
        guest.run(p -> p.sys.memory().allocate(1 << 20));
        assertThat(guest.pages.used()).isEqualTo(before);
    }

    @Test
    void tmpIsStickyAndOpenToAll() {
        guest.run(p -> seen.add(p.mode("/tmp")));
        assertThat(seen).containsExactly(Mode.S_IFDIR | 01777);
    }
}
