package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.vfs.Timespec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttributeTest {
    private final GuestPrograms guest = new GuestPrograms(1);
    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void close() {
        guest.close();
    }

    private static long error(int errno) {
        return -errno;
    }

    private static String octal(int mode) {
        return Integer.toOctalString(mode & 07777);
    }

    @Test
    void onlyTheOwnerChangesTheMode() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            p.chmod("/tmp/f", 0666);
            p.seteuid(1000);
            seen.add(p.chmod("/tmp/f", 0777));
            p.file("/tmp/mine", "x");
            seen.add(p.chmod("/tmp/mine", 04755));
            seen.add(octal(p.mode("/tmp/mine")));
        });
        assertThat(seen).containsExactly(error(Errno.EPERM), 0L, "4755");
    }

    @Test
    void aStrangerToTheGroupCannotSetItsBit() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            p.chown("/tmp/f", 1000, 500);
            p.seteuid(1000);
            p.chmod("/tmp/f", 02755);
            seen.add(octal(p.mode("/tmp/f")));
        });
        assertThat(seen).containsExactly("755");
    }

    @Test
    void aLinkHasNoModeToChange() {
        guest.run(p -> {
            p.symlink("x", "/tmp/l");
            seen.add(p.sys.fchmodat2(Syscalls.AT_FDCWD, "/tmp/l", 0600, 0x100));
        });
        assertThat(seen).containsExactly(error(Errno.EOPNOTSUPP));
    }

    @Test
    void aNewOwnerLosesSetIdBitsExceptOfDirectories() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            p.chmod("/tmp/f", 06755);
            p.chown("/tmp/f", 1000, -1);
            seen.add(octal(p.mode("/tmp/f")));
            p.chmod("/tmp/f", 02745);
            p.chown("/tmp/f", 1001, -1);
            seen.add(octal(p.mode("/tmp/f")));
            p.mkdir("/tmp/d", 0755);
            p.chmod("/tmp/d", 06755);
            p.chown("/tmp/d", 1000, 1000);
            seen.add(octal(p.mode("/tmp/d")));
            seen.add(p.stat("/tmp/d").uid + ":" + p.stat("/tmp/d").gid);
        });
        assertThat(seen).containsExactly("755", "2745", "6755", "1000:1000");
    }

    @Test
    void ownersGiveFilesToTheirOwnGroupsOnly() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            p.chown("/tmp/f", 1000, 1000);
            p.sys.setgroups(1000, 2000);
            p.seteuid(1000);
            seen.add(p.chown("/tmp/f", -1, 2000));
            seen.add(p.chown("/tmp/f", -1, 3000));
            seen.add(p.chown("/tmp/f", 1001, -1));
            seen.add(p.chown("/tmp/f", 1000, 1000));
            seen.add(p.chown("/tmp/f", -1, -1));
        });
        assertThat(seen).containsExactly(0L, error(Errno.EPERM), error(Errno.EPERM), 0L, 0L);
    }

    @Test
    void aSetGroupIdDirectoryHandsItsGroupDown() {
        guest.run(p -> {
            p.mkdir("/tmp/d", 0777);
            p.chown("/tmp/d", 0, 500);
            p.chmod("/tmp/d", 02777);
            p.seteuid(1000);
            p.file("/tmp/d/f", "x");
            p.mkdir("/tmp/d/s", 0755);
            seen.add(p.stat("/tmp/d/f").gid);
            seen.add(p.stat("/tmp/d/s").gid + " " + octal(p.mode("/tmp/d/s")));
            p.open("/tmp/d/x", OpenFlags.O_WRONLY | OpenFlags.O_CREAT, 02775);
            seen.add(octal(p.mode("/tmp/d/x")));
        });
        assertThat(seen).containsExactly(500, "500 2755", "755");
    }

    @Test
    void writingAFileTakesItsSetIdBitsUnlessTheWriterIsPrivileged() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            p.chmod("/tmp/f", 06777);
            int fd = (int) p.open("/tmp/f", OpenFlags.O_WRONLY);
            p.write(fd, "y");
            seen.add(octal(p.mode("/tmp/f")));
            p.seteuid(1000);
            p.write(fd, "y");
            seen.add(octal(p.mode("/tmp/f")));
            p.seteuid(0);
            p.chmod("/tmp/f", 06777);
            p.seteuid(1000);
            p.sys.truncate("/tmp/f", 0);
            seen.add(octal(p.mode("/tmp/f")));
        });
        assertThat(seen).containsExactly("6777", "777", "777");
    }

    @Test
    void timesAreSetByOwnersAndTouchedByWriters() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            p.chmod("/tmp/f", 0666);
            seen.add(p.sys.utimensat(Syscalls.AT_FDCWD, "/tmp/f", at(5, 6), at(7, 8), 0));
            seen.add(p.stat("/tmp/f").atime + " " + p.stat("/tmp/f").mtime);
            seen.add(
                    p.sys.utimensat(
                            Syscalls.AT_FDCWD, "/tmp/f", at(0, Syscalls.UTIME_OMIT), at(9, 0), 0));
            seen.add(p.stat("/tmp/f").atime + " " + p.stat("/tmp/f").mtime);
            p.seteuid(1000);
            seen.add(p.sys.utimensat(Syscalls.AT_FDCWD, "/tmp/f", at(1, 0), at(1, 0), 0));
            seen.add(p.sys.utimensat(Syscalls.AT_FDCWD, "/tmp/f", null, null, 0));
            seen.add(p.stat("/tmp/f").mtime.sec > 1000);
            seen.add(p.sys.utimensat(Syscalls.AT_FDCWD, "/tmp/f", at(0, -1), at(0, 0), 0));
        });
        assertThat(seen)
                .containsExactly(
                        0L,
                        "5.000000006 7.000000008",
                        0L,
                        "5.000000006 9.000000000",
                        error(Errno.EPERM),
                        0L,
                        true,
                        error(Errno.EINVAL));
    }

    private static Timespec at(long sec, int nsec) {
        Timespec time = new Timespec();
        time.set(sec, nsec);
        return time;
    }

    @Test
    void readingChangesTheAccessTimeOnceAfterAChange() {
        guest.run(p -> {
            p.sys.mount("none", "/mnt", "ramfs", 0, "");
            p.file("/mnt/f", "x");
            p.sys.nanosleep(50_000_000);
            p.read("/mnt/f");
            String first = p.stat("/mnt/f").atime.toString();
            p.sys.nanosleep(50_000_000);
            p.read("/mnt/f");
            seen.add(p.stat("/mnt/f").atime.toString().equals(first));
            seen.add(p.stat("/mnt/f").atime.compare(p.stat("/mnt/f").mtime) > 0);
        });
        assertThat(seen).containsExactly(true, true);
    }

    @Test
    void linksAreCounted() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            seen.add(p.link("/tmp/f", "/tmp/g"));
            seen.add(p.stat("/tmp/f").nlink);
            p.unlink("/tmp/f");
            seen.add(p.stat("/tmp/g").nlink);
            seen.add(p.link("/tmp", "/tmp/d"));
            seen.add(p.link("/tmp/g", "/proc/g"));
            seen.add(p.link("/tmp/g", "/tmp/g"));
        });
        assertThat(seen)
                .containsExactly(
                        0L, 2, 1, error(Errno.EPERM), error(Errno.EXDEV), error(Errno.EEXIST));
    }

    @Test
    void whatCannotBeRemovedAndWhy() {
        guest.run(p -> {
            p.mkdir("/tmp/d", 0755);
            p.file("/tmp/d/f", "x");
            p.symlink("d", "/tmp/l");
            seen.add(p.rmdir("/tmp/d"));
            seen.add(p.rmdir("/tmp/d/f"));
            seen.add(p.unlink("/tmp/d"));
            seen.add(p.unlink("/tmp/d/"));
            seen.add(p.unlink("/tmp/d/f/"));
            seen.add(p.unlink("/tmp/none/"));
            seen.add(p.rmdir("/tmp/l"));
            seen.add(p.rmdir("/tmp/d/."));
            seen.add(p.rmdir("/tmp/d/.."));
            seen.add(p.rmdir("/"));
            seen.add(p.rmdir("/proc"));
            seen.add(p.unlink("/tmp/.."));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.ENOTEMPTY),
                        error(Errno.ENOTDIR),
                        error(Errno.EISDIR),
                        error(Errno.EISDIR),
                        error(Errno.ENOTDIR),
                        error(Errno.ENOENT),
                        error(Errno.ENOTDIR),
                        error(Errno.EINVAL),
                        error(Errno.ENOTEMPTY),
                        error(Errno.EBUSY),
                        error(Errno.EBUSY),
                        error(Errno.EISDIR));
    }
}
