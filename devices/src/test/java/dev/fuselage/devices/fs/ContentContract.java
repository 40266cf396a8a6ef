package dev.fuselage.devices.fs;

import static dev.fuselage.devices.fs.FileSystemUser.fails;
import static dev.fuselage.devices.fs.FileSystemUser.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** open(2), read(2), write(2), ftruncate(2), copy_file_range(2). */
interface ContentContract extends ContractFixture {

    // ------------------------------------------------------------------ opening

    @Test
    default void aHandleReadsOnlyIfOpenedForReading() {
        Node f = user().file(root(), "f", "text");
        Handle h = user().open(f, OpenFlags.O_WRONLY);
        fails(fs().read(h, 0, user().pieces(0, 10), 0, 10), Errno.EBADF);
        fs().release(h);
    }

    @Test
    default void aHandleWritesOnlyIfOpenedForWriting() {
        Node f = user().file(root(), "f", "text");
        Handle h = user().open(f, OpenFlags.O_RDONLY);
        fails(user().write(h, 0, "x"), Errno.EBADF);
        fs().release(h);
    }

    @Test
    default void openWithTruncEmptiesTheFile() {
        Node f = user().file(root(), "f", "text");
        Handle h = user().open(f, OpenFlags.O_RDWR | OpenFlags.O_TRUNC);
        assertThat(user().stat(f).size).isZero();
        assertThat(user().text(h, 0, 10)).isEmpty();
        fs().release(h);
    }

    @Test
    default void aDirectoryIsNotOpenedForWriting() {
        Node d = user().mkdir(root(), "d");
        fails(user().tryOpen(d, OpenFlags.O_RDWR), Errno.EISDIR);
    }

    @Test
    default void nothingButFilesIsOpened() {
        NodeResult out = new NodeResult();
        FileName n = FileName.of("fifo");
        ok(fs().mknod(user().root, root(), n, Mode.S_IFIFO | 0666, 0, out));
        fails(user().tryOpen(out.node(), OpenFlags.O_RDWR), Errno.EBADF);
        ok(fs().symlink(user().root, root(), FileName.of("l"), FileName.of("fifo"), out));
        fails(user().tryOpen(out.node(), OpenFlags.O_RDONLY), Errno.EBADF);
    }

    @Test
    default void flushAndFsyncSucceed() {
        Node f = user().file(root(), "f", "text");
        Handle h = user().open(f, OpenFlags.O_RDWR);
        ok(fs().flush(h));
        ok(fs().fsync(h, true));
        ok(fs().fsync(h, false));
        fs().release(h);
        ok(fs().syncfs(root()));
    }

    // ------------------------------------------------------------------ reading and writing

    @Test
    default void whatIsWrittenIsRead() {
        Node f = user().touch(root(), "f");
        Handle h = user().open(f, OpenFlags.O_RDWR);
        assertThat(user().write(h, 0, "hello world")).isEqualTo(11);
        assertThat(user().text(h, 0, 100)).isEqualTo("hello world");
        assertThat(user().text(h, 6, 3)).isEqualTo("wor");
        assertThat(user().stat(f).size).isEqualTo(11);
        fs().release(h);
    }

    @Test
    default void aReadStopsAtTheEnd() {
        Node f = user().file(root(), "f", "text");
        Handle h = user().open(f, OpenFlags.O_RDONLY);
        assertThat(user().text(h, 2, 100)).isEqualTo("xt");
        assertThat(user().text(h, 4, 100)).isEmpty();
        assertThat(user().text(h, 1L << 40, 100)).isEmpty();
        fs().release(h);
    }

    @Test
    default void aReadTouchesNothingBeyondWhatItReturns() {
        Node f = user().file(root(), "f", "text");
        Handle h = user().open(f, OpenFlags.O_RDONLY);
        user().read(h, 0, 100);
        assertThat(user().memory(0, 16)).containsOnly(0x5a);
        assertThat(user().memory(20, 96)).containsOnly(0x5a);
        fs().release(h);
    }

    @Test
    default void writingBeyondTheEndLeavesZeros() {
        Node f = user().file(root(), "f", "ab");
        Handle h = user().open(f, OpenFlags.O_RDWR);
        assertThat(user().write(h, 10_000, "end")).isEqualTo(3);
        byte[] all = user().read(h, 0, 20_000);
        assertThat(all).hasSize(10_003);
        assertThat(all).startsWith('a', 'b', 0, 0).endsWith(0, 'e', 'n', 'd');
        assertThat(user().read(h, 2, 9_998)).containsOnly(0);
        fs().release(h);
    }

    @Test
    default void appendWritesAtTheEndWhateverTheOffset() {
        Node f = user().file(root(), "f", "text");
        Handle h = user().open(f, OpenFlags.O_RDWR);
        byte[] more = {'m', 'o', 'r', 'e'};
        assertThat(user().write(h, 0, more, FileSystem.WRITE_APPEND)).isEqualTo(4);
        assertThat(user().text(h, 0, 100)).isEqualTo("textmore");
        fs().release(h);
    }

    @Test
    default void writingNothingChangesNothing() {
        Node f = user().file(root(), "f", "text");
        Handle h = user().open(f, OpenFlags.O_RDWR);
        assertThat(user().write(h, 100, "")).isZero();
        assertThat(user().stat(f).size).isEqualTo(4);
        fs().release(h);
    }

    @Test
    default void twoHandlesSeeEachOthersWrites() {
        Node f = user().touch(root(), "f");
        Handle a = user().open(f, OpenFlags.O_RDWR);
        Handle b = user().open(f, OpenFlags.O_RDONLY);
        user().write(a, 0, "now");
        assertThat(user().text(b, 0, 10)).isEqualTo("now");
        fs().release(a);
        fs().release(b);
    }

    @Test
    default void aWriteBeyondTheLargestFileIsRefused() {
        Node f = user().touch(root(), "f");
        Handle h = user().open(f, OpenFlags.O_RDWR);
        long result = user().write(h, Long.MAX_VALUE - 4096, "x");
        assertThat(result).isIn((long) -Errno.EFBIG, (long) -Errno.EINVAL);
        fs().release(h);
    }

    // ------------------------------------------------------------------ truncation

    @Test
    default void truncationCutsAndExtendsWithZeros() {
        Node f = user().file(root(), "f", "abcdefgh");
        ok(user().truncate(f, null, 3));
        assertThat(user().text(f)).isEqualTo("abc");
        ok(user().truncate(f, null, 6));
        assertThat(user().text(f)).isEqualTo("abc\0\0\0");
    }

    @Test
    default void truncationWorksThroughAHandle() {
        Node f = user().file(root(), "f", "abcdefgh");
        Handle h = user().open(f, OpenFlags.O_RDWR);
        ok(user().truncate(f, h, 100_000));
        assertThat(user().stat(f).size).isEqualTo(100_000);
        ok(user().truncate(f, h, 0));
        assertThat(user().stat(f).size).isZero();
        fs().release(h);
    }

    @Test
    default void truncationNeedsAHandleForWriting() {
        Node f = user().file(root(), "f", "abc");
        Handle h = user().open(f, OpenFlags.O_RDONLY);
        fails(user().truncate(f, h, 0), Errno.EINVAL);
        fs().release(h);
    }

    @Test
    default void aDirectoryIsNotTruncated() {
        Node d = user().mkdir(root(), "d");
        fails(user().truncate(d, null, 0), Errno.EISDIR);
    }

    @Test
    default void randomWritesAndTruncationsEqualAnArray() {
        long seed = 0x5eed_0001L;
        SplittableRandom random = new SplittableRandom(seed);
        int limit = 60_000;
        byte[] model = new byte[limit];
        int size = 0;
        Node f = user().touch(root(), "f");
        Handle h = user().open(f, OpenFlags.O_RDWR);
        for (int step = 0; step < 400; step++) {
            if (random.nextInt(5) == 0) {
                int newSize = random.nextInt(limit);
                java.util.Arrays.fill(model, Math.min(size, newSize), limit, (byte) 0);
                size = newSize;
                ok(user().truncate(f, random.nextBoolean() ? h : null, newSize));
            } else {
                int offset = random.nextInt(limit - 1);
                byte[] bytes = new byte[1 + random.nextInt(Math.min(9_000, limit - offset))];
                random.nextBytes(bytes);
                System.arraycopy(bytes, 0, model, offset, bytes.length);
                size = Math.max(size, offset + bytes.length);
                assertThat(user().write(h, offset, bytes, 0)).isEqualTo(bytes.length);
            }
            assertThat(user().read(h, 0, limit))
                    .as("after step %d with seed 0x%x", step, seed)
                    .isEqualTo(java.util.Arrays.copyOf(model, size));
        }
        fs().release(h);
    }

    // ------------------------------------------------------------------ copy_file_range

    @Test
    default void copyFileRangeCopies() {
        Node f = user().file(root(), "f", "0123456789");
        Node g = user().file(root(), "g", "xx");
        Handle in = user().open(f, OpenFlags.O_RDONLY);
        Handle out = user().open(g, OpenFlags.O_WRONLY);
        assertThat(fs().copyFileRange(in, 3, out, 5, 4, 0)).isEqualTo(4);
        assertThat(user().text(g)).isEqualTo("xx\0\0\0" + "3456");
        assertThat(fs().copyFileRange(in, 8, out, 0, 100, 0)).isEqualTo(2);
        assertThat(user().text(g)).isEqualTo("89\0\0\0" + "3456");
        assertThat(fs().copyFileRange(in, 10, out, 0, 100, 0)).isZero();
        fs().release(in);
        fs().release(out);
    }

    @Test
    default void copyFileRangeWithinAFileMustNotOverlap() {
        Node f = user().file(root(), "f", "0123456789");
        Handle h = user().open(f, OpenFlags.O_RDWR);
        fails(fs().copyFileRange(h, 0, h, 2, 4, 0), Errno.EINVAL);
        assertThat(fs().copyFileRange(h, 0, h, 6, 4, 0)).isEqualTo(4);
        assertThat(user().text(f)).isEqualTo("0123450123");
        fs().release(h);
    }

    @Test
    default void copyFileRangeChecksRightsAndFlags() {
        Node f = user().file(root(), "f", "0123456789");
        Node g = user().file(root(), "g", "");
        Handle in = user().open(f, OpenFlags.O_RDONLY);
        Handle out = user().open(g, OpenFlags.O_WRONLY);
        fails(fs().copyFileRange(out, 0, out, 0, 1, 0), Errno.EBADF);
        fails(fs().copyFileRange(in, 0, in, 20, 1, 0), Errno.EBADF);
        fails(fs().copyFileRange(in, 0, out, 0, 1, 1), Errno.EINVAL);
        fs().release(in);
        fs().release(out);
    }
}
