package dev.fuselage.devices.fs.memory;

import static dev.fuselage.devices.fs.FileSystemUser.fails;
import static dev.fuselage.devices.fs.FileSystemUser.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.FileLock;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.FileSystemStatistics;
import dev.fuselage.devices.fs.FileSystemUser;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.XattrFlags;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the in-memory file system promises beyond the contract: the same numbers, times, order,
 * limits.
 */
class MemoryDeterminismTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long BASE = FileSystemClock.BASE_NANOS / SECOND;

    private long now = FileSystemClock.BASE_NANOS;
    private FileSystemUser user = new FileSystemUser(new MemoryFileSystem(() -> now));

    @AfterEach
    void close() {
        user.close();
    }

    private Node root() {
        return user.fs.root();
    }

    private void limited(long capacity, long inodes) {
        user.close();
        user = new FileSystemUser(new MemoryFileSystem(() -> now, capacity, inodes));
    }

    private FileSystemStatistics statfs() {
        FileSystemStatistics s = new FileSystemStatistics();
        ok(user.fs.statfs(root(), s));
        return s;
    }

    // ------------------------------------------------------------------ numbers and order

    @Test
    void inodeNumbersCountUpAndAreNotUsedTwice() {
        assertThat(root().ino()).isEqualTo(1);
        assertThat(user.touch(root(), "a").ino()).isEqualTo(2);
        assertThat(user.mkdir(root(), "b").ino()).isEqualTo(3);
        Node a = user.find(root(), "a").node();
        ok(user.fs.unlink(root(), FileName.of("a")));
        user.fs.forget(a, 2);
        assertThat(user.touch(root(), "a").ino()).isEqualTo(4);
    }

    @Test
    void directoriesListInOrderOfInsertion() {
        for (String name : List.of("z", "a", "m")) {
            user.touch(root(), name);
        }
        assertThat(user.list(root(), 10)).containsExactly(".", "..", "z", "a", "m");
        ok(user.fs.unlink(root(), FileName.of("a")));
        user.touch(root(), "a");
        assertThat(user.list(root(), 10)).containsExactly(".", "..", "z", "m", "a");
        user.touch(root(), "q");
        ok(user.rename(root(), "q", root(), "z", 0));
        assertThat(user.list(root(), 10)).containsExactly(".", "..", "z", "m", "a");
    }

    @Test
    void aDirectoryThatKeepsChangingStaysInOrder() {
        List<String> expected = new ArrayList<>(List.of(".", ".."));
        for (int i = 0; i < 1000; i++) {
            user.touch(root(), "n" + i);
            if (i % 3 != 0) {
                ok(user.fs.unlink(root(), FileName.of("n" + i)));
            } else {
                expected.add("n" + i);
            }
        }
        assertThat(user.list(root(), 17)).isEqualTo(expected);
    }

    // ------------------------------------------------------------------ times

    @Test
    void timesComeFromTheClock() {
        now += 5 * SECOND + 7;
        Node f = user.touch(root(), "f");
        FileAttributes a = user.stat(f);
        assertThat(a.mtime).isEqualTo(BASE + 5);
        assertThat(a.mtimeNanos).isEqualTo(7);
        assertThat(a.btime).isEqualTo(BASE + 5);
        assertThat(user.stat(root()).mtime).isEqualTo(BASE + 5);
        assertThat(user.stat(root()).atime).isEqualTo(BASE);
        now += SECOND;
        user.chmod(f, 0600);
        a = user.stat(f);
        assertThat(a.ctime).isEqualTo(BASE + 6);
        assertThat(a.mtime).isEqualTo(BASE + 5);
    }

    @Test
    void accessTimesMoveAsWithRelatime() {
        Node f = user.file(root(), "f", "text");
        now += SECOND;
        user.text(f);
        assertThat(user.stat(f).atime).as("first read after a change").isEqualTo(BASE + 1);
        now += SECOND;
        user.text(f);
        assertThat(user.stat(f).atime).as("second read").isEqualTo(BASE + 1);
        now += 24 * 60 * 60 * SECOND;
        user.text(f);
        assertThat(user.stat(f).atime).as("a day later").isEqualTo(BASE + 2 + 24 * 60 * 60);
    }

    @Test
    void anImpossibleTimeIsEinval() {
        Node f = user.touch(root(), "f");
        SetAttributes s = new SetAttributes();
        s.valid = SetAttributes.MTIME;
        s.mtimeNanos = 1_000_000_000;
        fails(user.setattr(f, s), Errno.EINVAL);
        s.mtimeNanos = -1;
        fails(user.setattr(f, s), Errno.EINVAL);
    }

    // ------------------------------------------------------------------ limits

    @Test
    void aFullFileSystemTakesWhatFitsAndThenNothing() {
        limited(3 * 4096, 100);
        Handle h = user.open(user.touch(root(), "f"), OpenFlags.O_RDWR);
        assertThat(user.write(h, 100, new byte[20_000], 0)).isEqualTo(3 * 4096 - 100);
        fails(user.write(h, 100_000, "x"), Errno.ENOSPC);
        assertThat(user.write(h, 0, "overwriting needs no space")).isEqualTo(26);
        assertThat(statfs().bfree).isZero();
        fails(user.fs.fallocate(h, 0, 0, 1 << 20), Errno.ENOSPC);
        ok(user.truncate(h.node(), h, 0));
        assertThat(statfs().bfree).isEqualTo(3);
        user.fs.release(h);
    }

    @Test
    void inodesRunOutAndComeBack() {
        limited(1 << 20, 3);
        Node a = user.touch(root(), "a");
        user.mkdir(root(), "b");
        fails(
                user.fs.mkdir(user.root, root(), FileName.of("c"), 0755, new NodeResult()),
                Errno.ENOSPC);
        assertThat(user.exists(root(), "c")).isFalse();
        ok(user.fs.unlink(root(), FileName.of("a")));
        assertThat(statfs().ffree).as("still referenced").isZero();
        user.fs.forget(a, 1);
        assertThat(statfs().ffree).isEqualTo(1);
        user.mkdir(root(), "c");
    }

    @Test
    void spaceOfAnUnlinkedFileComesBackWithItsLastUser() {
        limited(1 << 20, 100);
        Node f = user.file(root(), "f", "x".repeat(10_000));
        Handle h = user.open(f, OpenFlags.O_RDONLY);
        assertThat(statfs().bfree).isEqualTo(256 - 3);
        ok(user.fs.unlink(root(), FileName.of("f")));
        user.fs.forget(f, 1);
        assertThat(statfs().bfree).as("still open").isEqualTo(256 - 3);
        user.fs.release(h);
        assertThat(statfs().bfree).isEqualTo(256);
        assertThat(statfs().ffree).isEqualTo(99);
    }

    @Test
    void aFileReplacedByRenameGivesItsSpaceBack() {
        limited(1 << 20, 100);
        Node f = user.file(root(), "f", "x".repeat(10_000));
        user.fs.forget(f, 1);
        user.file(root(), "g", "");
        ok(user.rename(root(), "g", root(), "f", 0));
        assertThat(statfs().bfree).isEqualTo(256);
        assertThat(statfs().ffree).isEqualTo(98);
    }

    @Test
    void attributesOfAllFilesTogetherHaveALimit() {
        String value = "v".repeat(XattrFlags.XATTR_SIZE_MAX);
        Node f = user.touch(root(), "f");
        Node g = user.touch(root(), "g");
        int fit = (int) (AttributeSpace.CAPACITY / (value.length() + "user.1000".length() + 1));
        for (int i = 0; i < fit; i++) {
            ok(user.setxattr(i % 2 == 0 ? f : g, "user.%04d".formatted(i), value, 0));
        }
        fails(user.setxattr(root(), "user.more", value, 0), Errno.ENOSPC);
        ok(user.fs.removexattr(f, FileName.of("user.0000")));
        ok(user.setxattr(root(), "user.more", value, 0));
        fails(user.setxattr(root(), "user.most", value, 0), Errno.ENOSPC);

        ok(user.fs.unlink(root(), FileName.of("g")));
        user.fs.forget(g, 1);
        for (int i = 1; i < fit; i += 2) {
            ok(user.setxattr(f, "user.%04d".formatted(i), value, 0));
        }
        fails(user.setxattr(root(), "user.most", value, 0), Errno.ENOSPC);
    }

    @Test
    void locksOfAFileHaveALimit() {
        Handle h = user.open(user.touch(root(), "f"), OpenFlags.O_RDWR);
        FileLock lock = new FileLock();
        lock.type = LockType.F_RDLCK;
        lock.end = 9;
        for (int i = 0; i < LockTable.MOST; i++) {
            lock.owner = i;
            ok(user.fs.setlk(h, lock));
        }
        lock.owner = -1;
        fails(user.fs.setlk(h, lock), Errno.ENOLCK);
        lock.type = LockType.F_UNLCK;
        lock.owner = 5;
        ok(user.fs.setlk(h, lock));
        lock.type = LockType.F_RDLCK;
        lock.owner = -1;
        ok(user.fs.setlk(h, lock));
        user.fs.release(h);
    }

    @Test
    void returningMoreReferencesThanAreHeldIsAnErrorOfTheCaller() {
        Node f = user.touch(root(), "f");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> user.fs.forget(f, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inode 2");
    }

    @Test
    void aFileMayBeHugeAndSparse() {
        Node f = user.touch(root(), "f");
        Handle h = user.open(f, OpenFlags.O_RDWR);
        long end = Content.MAX_SIZE;
        assertThat(user.write(h, end - 3, "abcdef")).as("cut off at the limit").isEqualTo(3);
        fails(user.write(h, end, "x"), Errno.EFBIG);
        assertThat(user.stat(f).size).isEqualTo(end);
        assertThat(user.stat(f).blocks).isEqualTo(8);
        assertThat(user.text(h, end - 5, 10)).isEqualTo("\0\0abc");
        user.fs.release(h);
    }
}
