package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.RenameFlags;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RenameTest {
    private final GuestPrograms guest = new GuestPrograms(1);
    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void close() {
        guest.close();
    }

    private static long error(int errno) {
        return -errno;
    }

    private static void prepare(Program p) {
        p.file("/tmp/f", "f");
        p.file("/tmp/g", "g");
        p.mkdir("/tmp/d", 0755);
        p.mkdir("/tmp/e", 0755);
        p.mkdir("/tmp/full", 0755);
        p.file("/tmp/full/x", "x");
    }

    @Test
    void whatMayReplaceWhat() {
        guest.run(p -> {
            prepare(p);
            seen.add(p.rename("/tmp/none", "/tmp/x"));
            seen.add(p.rename("/tmp/f", "/tmp/d"));
            seen.add(p.rename("/tmp/d", "/tmp/f"));
            seen.add(p.rename("/tmp/d", "/tmp/full"));
            seen.add(p.rename("/tmp/d", "/tmp/e"));
            seen.add(p.rename("/tmp/f", "/tmp/g"));
            seen.add(p.read("/tmp/g"));
            seen.add(p.exists("/tmp/f"));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.ENOENT),
                        error(Errno.EISDIR),
                        error(Errno.ENOTDIR),
                        error(Errno.ENOTEMPTY),
                        0L,
                        0L,
                        "f",
                        error(Errno.ENOENT));
    }

    @Test
    void aDirectoryCannotMoveIntoItselfNorReplaceWhatIsAboveIt() {
        guest.run(p -> {
            p.mkdir("/tmp/a", 0755);
            p.mkdir("/tmp/a/b", 0755);
            seen.add(p.rename("/tmp/a", "/tmp/a/c"));
            seen.add(p.rename("/tmp/a", "/tmp/a/b/c"));
            seen.add(p.rename("/tmp/a/b", "/tmp/a"));
            seen.add(p.rename("/tmp/a", "/tmp/a/b", RenameFlags.RENAME_EXCHANGE));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.EINVAL),
                        error(Errno.EINVAL),
                        error(Errno.ENOTEMPTY),
                        error(Errno.EINVAL));
    }

    @Test
    void dotsAndRootsDoNotMove() {
        guest.run(p -> {
            prepare(p);
            seen.add(p.rename("/tmp/d/.", "/tmp/x"));
            seen.add(p.rename("/tmp/d/..", "/tmp/x"));
            seen.add(p.rename("/tmp/d", "/tmp/e/.."));
            seen.add(p.rename("/", "/tmp/x"));
            seen.add(p.rename("/tmp/d", "/tmp/e/.", RenameFlags.RENAME_NOREPLACE));
            seen.add(p.rename("/proc", "/proc2"));
            seen.add(p.rename("/tmp/f", "/proc/f"));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.EBUSY),
                        error(Errno.EBUSY),
                        error(Errno.EBUSY),
                        error(Errno.EBUSY),
                        error(Errno.EEXIST),
                        error(Errno.EBUSY),
                        error(Errno.EXDEV));
    }

    @Test
    void slashesBehindNamesAreForDirectories() {
        guest.run(p -> {
            prepare(p);
            seen.add(p.rename("/tmp/f/", "/tmp/x"));
            seen.add(p.rename("/tmp/f", "/tmp/x/"));
            seen.add(p.rename("/tmp/d/", "/tmp/x/"));
        });
        assertThat(seen).containsExactly(error(Errno.ENOTDIR), error(Errno.ENOTDIR), 0L);
    }

    @Test
    void flagsDoWhatTheySay() {
        guest.run(p -> {
            prepare(p);
            seen.add(p.rename("/tmp/f", "/tmp/g", RenameFlags.RENAME_NOREPLACE));
            seen.add(p.rename("/tmp/f", "/tmp/h", RenameFlags.RENAME_NOREPLACE));
            seen.add(p.rename("/tmp/h", "/tmp/none", RenameFlags.RENAME_EXCHANGE));
            seen.add(p.rename("/tmp/h", "/tmp/d", RenameFlags.RENAME_EXCHANGE));
            seen.add(p.read("/tmp/d"));
            seen.add(p.list("/tmp/h"));
            seen.add(
                    p.rename(
                            "/tmp/h",
                            "/tmp/d",
                            RenameFlags.RENAME_EXCHANGE | RenameFlags.RENAME_NOREPLACE));
            seen.add(p.rename("/tmp/h", "/tmp/d", 8));
            seen.add(p.rename("/tmp/d", "/tmp/x", RenameFlags.RENAME_WHITEOUT));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.EEXIST),
                        0L,
                        error(Errno.ENOENT),
                        0L,
                        "f",
                        List.of(".", ".."),
                        error(Errno.EINVAL),
                        error(Errno.EINVAL),
                        error(Errno.EINVAL));
    }

    @Test
    void twoNamesOfOneFileStayBoth() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            p.link("/tmp/f", "/tmp/g");
            seen.add(p.rename("/tmp/f", "/tmp/g"));
            seen.add(p.exists("/tmp/f"));
            seen.add(p.stat("/tmp/g").nlink);
        });
        assertThat(seen).containsExactly(0L, 0L, 2);
    }

    @Test
    void aMovedDirectoryHasAnotherParent() {
        guest.run(p -> {
            prepare(p);
            int links = p.stat("/tmp").nlink;
            p.rename("/tmp/full", "/tmp/d/full");
            seen.add(p.stat("/tmp").nlink - links);
            seen.add(p.stat("/tmp/d").nlink);
            seen.add(p.read("/tmp/d/full/x"));
            seen.add(p.stat("/tmp/d/full/..").ino == p.stat("/tmp/d").ino);
        });
        assertThat(seen).containsExactly(-1, 3, "x", true);
    }

    @Test
    void aStickyDirectoryKeepsOthersFiles() {
        guest.run(p -> {
            p.file("/tmp/roots", "");
            p.mkdir("/tmp/theirs", 0777);
            p.chmod("/tmp/theirs", 0777);
            p.chown("/tmp/theirs", 1000, 1000);
            p.file("/tmp/theirs/roots", "");
            p.seteuid(1000);
            p.file("/tmp/mine", "");
            seen.add(p.unlink("/tmp/roots"));
            seen.add(p.rename("/tmp/roots", "/tmp/x"));
            seen.add(p.rename("/tmp/mine", "/tmp/roots"));
            seen.add(p.rename("/tmp/mine", "/tmp/moved"));
            seen.add(p.unlink("/tmp/theirs/roots"));
            seen.add(p.unlink("/tmp/moved"));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.EPERM), error(Errno.EPERM), error(Errno.EPERM), 0L, 0L, 0L);
    }

    @Test
    void movingADirectoryNeedsWritePermissionOnIt() {
        guest.run(p -> {
            p.mkdir("/tmp/a", 0777);
            p.chmod("/tmp/a", 0777);
            p.mkdir("/tmp/a/d", 0755);
            p.mkdir("/tmp/b", 0777);
            p.chmod("/tmp/b", 0777);
            p.seteuid(1000);
            seen.add(p.rename("/tmp/a/d", "/tmp/b/d"));
            seen.add(p.rename("/tmp/a/d", "/tmp/a/e"));
        });
        assertThat(seen).containsExactly(error(Errno.EACCES), 0L);
    }
}
