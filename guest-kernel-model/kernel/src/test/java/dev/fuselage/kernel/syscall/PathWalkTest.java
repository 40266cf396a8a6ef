package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PathWalkTest {
    private static final long ENOENT = -Errno.ENOENT;
    private static final long ENOTDIR = -Errno.ENOTDIR;
    private static final long ELOOP = -Errno.ELOOP;

    private final GuestPrograms guest = new GuestPrograms(1);
    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void close() {
        guest.close();
    }

    @Test
    void anEmptyPathNamesNothing() {
        guest.run(p -> {
            seen.add(p.exists(""));
            seen.add(p.tryOpen("", OpenFlags.O_RDONLY));
            seen.add(p.mkdir("", 0755));
        });
        assertThat(seen).containsExactly(ENOENT, ENOENT, ENOENT);
    }

    @Test
    void aPathHasAtMost4095Bytes() {
        guest.run(p -> {
            seen.add(p.exists("/" + "/".repeat(4094)));
            seen.add(p.exists("/" + "/".repeat(4095)));
        });
        assertThat(seen).containsExactly(0L, (long) -Errno.ENAMETOOLONG);
    }

    @Test
    void aNameInMemoryHasAtMost255Bytes() {
        guest.run(p -> {
            seen.add(p.mkdir("/tmp/" + "n".repeat(255), 0755));
            seen.add(p.mkdir("/tmp/" + "n".repeat(256), 0755));
        });
        assertThat(seen).containsExactly(0L, (long) -Errno.ENAMETOOLONG);
    }

    @Test
    void slashesAndDotsCountForNothing() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            seen.add(p.exists("///tmp//.//./f"));
            seen.add(p.exists("/tmp/../tmp/f"));
            seen.add(p.exists("/../../tmp/f"));
        });
        assertThat(seen).containsExactly(0L, 0L, 0L);
    }

    @Test
    void aSlashBehindANameAsksForADirectory() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            p.symlink("/tmp", "/tmp/l");
            seen.add(p.exists("/tmp/"));
            seen.add(p.exists("/tmp/f/"));
            seen.add(p.exists("/tmp/f/."));
            seen.add(p.exists("/tmp/f/.."));
            seen.add(Mode.isDirectory(p.mode("/tmp/l/")));
        });
        assertThat(seen).containsExactly(0L, ENOTDIR, ENOTDIR, ENOTDIR, true);
    }

    @Test
    void aFileOnTheWayIsNoDirectory() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            seen.add(p.exists("/tmp/f/g"));
            seen.add(p.exists("/tmp/none/g"));
        });
        assertThat(seen).containsExactly(ENOTDIR, ENOENT);
    }

    @Test
    void fortyLinksAreFollowedAndNotOneMore() {
        guest.run(p -> {
            p.file("/tmp/0", "end");
            for (int i = 1; i <= 41; i++) {
                p.symlink("/tmp/" + (i - 1), "/tmp/" + i);
            }
            seen.add(p.read("/tmp/40"));
            seen.add(p.exists("/tmp/41"));
        });
        assertThat(seen).containsExactly("end", ELOOP);
    }

    @Test
    void aLinkToItselfIsALoop() {
        guest.run(p -> {
            p.symlink("self", "/tmp/self");
            seen.add(p.exists("/tmp/self"));
            seen.add(p.exists("/tmp/self/x"));
            seen.add(p.tryOpen("/tmp/self", OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW));
        });
        assertThat(seen).containsExactly(ELOOP, ELOOP, ELOOP);
    }

    @Test
    void linksInTheMiddleAndInsideOtherLinksAreFollowed() {
        guest.run(p -> {
            p.mkdir("/tmp/a", 0755);
            p.mkdir("/tmp/a/b", 0755);
            p.file("/tmp/a/b/f", "deep");
            p.symlink("a", "/tmp/la");
            p.symlink("la/b", "/tmp/lb");
            p.symlink("../lb/f", "/tmp/a/lf");
            seen.add(p.read("/tmp/la/b/f"));
            seen.add(p.read("/tmp/lb/f"));
            seen.add(p.read("/tmp/la/lf"));
            seen.add(p.read("/tmp/lb/../lf"));
        });
        assertThat(seen).containsExactly("deep", "deep", "deep", "deep");
    }

    @Test
    void anEmptyOrAbsoluteLinkStartsWhereItShould() {
        guest.run(p -> {
            p.symlink("/", "/tmp/root");
            p.symlink("//tmp//", "/tmp/t");
            seen.add(p.stat("/tmp/root").ino == p.stat("/").ino);
            seen.add(p.exists("/tmp/t/root/tmp"));
            seen.add(p.symlink("", "/tmp/e"));
        });
        assertThat(seen).containsExactly(true, 0L, ENOENT);
    }

    @Test
    void aDanglingLinkIsCreatedThroughUnlessExclusive() {
        guest.run(p -> {
            p.symlink("target", "/tmp/l");
            seen.add(
                    p.tryOpen("/tmp/l", OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL));
            seen.add(p.tryOpen("/tmp/l", OpenFlags.O_WRONLY | OpenFlags.O_CREAT));
            seen.add(p.exists("/tmp/target"));
            seen.add(p.readlink("/tmp/l"));
        });
        assertThat(seen).containsExactly((long) -Errno.EEXIST, 0L, 0L, "target");
    }

    @Test
    void relativePathsStartAtTheDescriptor() {
        guest.run(p -> {
            p.mkdir("/tmp/d", 0755);
            p.file("/tmp/d/f", "in d");
            p.file("/tmp/g", "");
            int dir = (int) p.open("/tmp/d", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
            int file = (int) p.open("/tmp/g", OpenFlags.O_RDONLY);
            seen.add(p.read((int) p.sys.openat(dir, "f", OpenFlags.O_RDONLY, 0), 10));
            seen.add(p.sys.openat(file, "f", OpenFlags.O_RDONLY, 0));
            seen.add(p.sys.openat(99, "f", OpenFlags.O_RDONLY, 0));
            seen.add(p.sys.openat(99, "/tmp/g", OpenFlags.O_RDONLY, 0) > 0);
        });
        assertThat(seen).containsExactly("in d", ENOTDIR, (long) -Errno.EBADF, true);
    }

    @Test
    void aRemovedDirectoryIsEmptyAndNothingCanBeMadeInIt() {
        guest.run(p -> {
            p.mkdir("/tmp/d", 0755);
            p.sys.chdir("/tmp/d");
            p.rmdir("/tmp/d");
            seen.add(p.exists("x"));
            seen.add(p.mkdir("x", 0755));
            seen.add(p.tryOpen("x", OpenFlags.O_WRONLY | OpenFlags.O_CREAT));
            seen.add(p.exists("."));
            seen.add(p.exists(".."));
            seen.add(p.cwd());
        });
        assertThat(seen).containsExactly(ENOENT, ENOENT, ENOENT, 0L, 0L, "error " + ENOENT);
    }

    @Test
    void theCurrentDirectoryFollowsARename() {
        guest.run(p -> {
            p.mkdir("/tmp/a", 0755);
            p.mkdir("/tmp/b", 0755);
            p.sys.chdir("/tmp/a");
            p.rename("/tmp/a", "/tmp/b/c");
            seen.add(p.cwd());
            seen.add(p.sys.chdir(".."));
            seen.add(p.cwd());
        });
        assertThat(seen).containsExactly("/tmp/b/c", 0L, "/tmp/b");
    }

    @Test
    void procSelfIsWhoeverAsks() {
        guest.run(p -> {
            seen.add(p.readlink("/proc/self").equals(Long.toString(p.sys.getpid())));
            seen.add(p.read("/proc/self/comm"));
        });
        assertThat(seen).containsExactly(true, "test\n");
    }

    @Test
    void readlinkIsForLinks() {
        guest.run(p -> {
            p.symlink("target", "/tmp/l");
            seen.add(p.readlink("/tmp/l"));
            seen.add(p.sys.readlinkat(Syscalls.AT_FDCWD, "/tmp/l", p.buffer(), 3));
            seen.add(p.text(3));
            seen.add(p.readlink("/tmp"));
            seen.add(p.sys.readlinkat(Syscalls.AT_FDCWD, "/tmp/l", p.buffer(), 0));
        });
        assertThat(seen)
                .containsExactly(
                        "target", 3L, "tar", "error " + -Errno.EINVAL, (long) -Errno.EINVAL);
    }
}
