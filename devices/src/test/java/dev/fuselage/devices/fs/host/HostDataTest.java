package dev.fuselage.devices.fs.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FallocateMode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.machine.memory.IoVector;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Content moves between the host's files and scattered guest memory. */
class HostDataTest {

    private static final int SIZE = 200_000;

    @TempDir Path directory;

    @Test
    void readsScatterAndWritesGatherOverAnyPieces() throws IOException {
        long seed = 20_261_120;
        SplittableRandom random = new SplittableRandom(seed);
        byte[] expected = new byte[SIZE];
        random.nextBytes(expected);
        Path file = Files.write(directory.resolve("f"), expected);
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = share.open(share.node("f"), OpenFlags.O_RDWR);
            IoVector pieces = new IoVector();
            for (int round = 0; round < 300; round++) {
                String what = "seed %d round %d".formatted(seed, round);
                int skip = random.nextInt(100);
                int length = random.nextInt(60_000);
                int offset = random.nextInt(SIZE + 1000);
                scatter(share, pieces, random, skip + length);
                if (random.nextBoolean()) {
                    share.memory.fill((byte) 0x5a);
                    int there = Math.clamp(SIZE - offset, 0, length);
                    assertThat(share.fs.read(handle, offset, pieces, skip, length))
                            .as(what)
                            .isEqualTo(there);
                    byte[] got = gathered(pieces, skip, there);
                    assertThat(got)
                            .as(what)
                            .isEqualTo(
                                    there == 0
                                            ? new byte[0]
                                            : Arrays.copyOfRange(expected, offset, offset + there));
                    byte[] untouched = new byte[skip];
                    Arrays.fill(untouched, (byte) 0x5a);
                    assertThat(gathered(pieces, 0, skip)).as(what).isEqualTo(untouched);
                } else {
                    offset = Math.min(offset, SIZE - length);
                    byte[] fresh = new byte[length];
                    random.nextBytes(fresh);
                    MemorySegment source = MemorySegment.ofArray(fresh);
                    pieces.copyIn(skip, source, 0, length);
                    assertThat(share.fs.write(handle, offset, pieces, skip, length, 0))
                            .as(what)
                            .isEqualTo(length);
                    System.arraycopy(fresh, 0, expected, offset, length);
                }
            }
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    }

    @Test
    void morePiecesThanOneCallTakesAreSeveralCalls() throws IOException {
        byte[] content = new byte[5000];
        new SplittableRandom(1).nextBytes(content);
        Files.write(directory.resolve("f"), content);
        SteppedCalls calls = new SteppedCalls();
        try (HostShare share = HostShare.of(directory, HostOptions.DEFAULT, calls)) {
            IoVector single = new IoVector();
            for (int i = 0; i < content.length; i++) {
                single.add(share.memory.address() + 2L * i, 1);
            }
            Handle handle = share.open(share.node("f"), OpenFlags.O_RDONLY);
            assertThat(share.fs.read(handle, 0, single, 0, content.length)).isEqualTo(5000);
            assertThat(gathered(single, 0, content.length)).isEqualTo(content);
            assertThat(calls.made(SystemCall.PREADV)).isEqualTo(5);
            Handle copy = share.create(share.fs.root(), "copy", 0600);
            assertThat(share.fs.write(copy, 0, single, 0, content.length, 0)).isEqualTo(5000);
            assertThat(share.fs.write(copy, 0, single, 0, 2000, FileSystem.WRITE_APPEND))
                    .isEqualTo(2000);
        }
        byte[] copied = Files.readAllBytes(directory.resolve("copy"));
        assertThat(Arrays.copyOf(copied, 5000)).isEqualTo(content);
        assertThat(Arrays.copyOfRange(copied, 5000, 7000)).isEqualTo(Arrays.copyOf(content, 2000));
    }

    @Test
    void appendingIgnoresTheOffset() {
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = share.create(share.fs.root(), "f", 0600);
            share.write(handle, 0, "start");
            assertThat(share.write(handle, 0, "-end", FileSystem.WRITE_APPEND)).isEqualTo(4);
            assertThat(share.write(handle, 1, "T")).as("no append").isEqualTo(1);
            assertThat(share.read(handle, 0, 100)).isEqualTo("sTart-end");
        }
    }

    @Test
    void accessModesAreTheHandles() throws IOException {
        Files.writeString(directory.resolve("f"), "content");
        try (HostShare share = HostShare.of(directory)) {
            Handle reader = share.open(share.node("f"), OpenFlags.O_RDONLY);
            assertThat(share.write(reader, 0, "x")).isEqualTo(-Errno.EBADF);
            Handle writer = share.open(share.node("f"), OpenFlags.O_WRONLY);
            assertThat(share.fs.read(writer, 0, share.vector(0, 10), 0, 10))
                    .isEqualTo(-Errno.EBADF);
            assertThat(share.fs.read(reader, -1, share.vector(0, 10), 0, 10))
                    .isEqualTo(-Errno.EINVAL);
        }
    }

    @Test
    void flagsThatMakeNoSenseForAnExistingFileAreLeftOut() throws IOException {
        Files.writeString(directory.resolve("f"), "content");
        try (HostShare share = HostShare.of(directory)) {
            int odd =
                    OpenFlags.O_RDWR
                            | OpenFlags.O_CREAT
                            | OpenFlags.O_EXCL
                            | OpenFlags.O_DIRECTORY
                            | OpenFlags.O_NOFOLLOW
                            | OpenFlags.O_NONBLOCK
                            | OpenFlags.O_APPEND
                            | OpenFlags.O_LARGEFILE
                            | OpenFlags.O_PATH;
            Handle handle = share.open(share.node("f"), odd);
            assertThat(share.write(handle, 0, "C")).isEqualTo(1);
            assertThat(share.read(handle, 0, 100)).isEqualTo("Content");
        }
    }

    @Test
    void creatingAnExistingFileOpensItOrIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "content");
        try (HostShare share = HostShare.of(directory)) {
            int flags = OpenFlags.O_RDWR;
            assertThat(
                            share.create(
                                    share.root,
                                    share.fs.root(),
                                    "f",
                                    0600,
                                    flags | OpenFlags.O_EXCL))
                    .isEqualTo(-Errno.EEXIST);
            assertThat(share.create(share.root, share.fs.root(), "f", 0600, flags)).isZero();
            assertThat(share.found.attributes.size).isEqualTo(7);
            assertThat(share.read(share.opened.handle(), 0, 100)).isEqualTo("content");
            flags |= OpenFlags.O_TRUNC;
            assertThat(share.create(share.root, share.fs.root(), "f", 0600, flags)).isZero();
            assertThat(share.found.attributes.size).isZero();
        }
        assertThat(file).isEmptyFile();
    }

    @Test
    void holesAreFoundPunchedAndFilled() throws IOException {
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = share.create(share.fs.root(), "f", 0600);
            int block = 1 << 16;
            share.write(handle, 3L * block, "data");
            assertThat(share.fs.lseek(handle, 0, Seek.SEEK_DATA)).isEqualTo(3L * block);
            assertThat(share.fs.lseek(handle, 0, Seek.SEEK_HOLE)).isZero();
            assertThat(share.fs.lseek(handle, 4L * block, Seek.SEEK_DATA)).isEqualTo(-Errno.ENXIO);
            assertThat(share.fs.lseek(handle, 0, Seek.SEEK_END)).isEqualTo(3L * block + 4);
            int punch = FallocateMode.FALLOC_FL_PUNCH_HOLE | FallocateMode.FALLOC_FL_KEEP_SIZE;
            assertThat(share.fs.fallocate(handle, punch, 3L * block, block)).isZero();
            assertThat(share.fs.lseek(handle, 0, Seek.SEEK_DATA)).isEqualTo(-Errno.ENXIO);
            assertThat(share.fs.fallocate(handle, 0, 0, 5L * block)).isZero();
            assertThat(share.attributes(handle.node()).size).isEqualTo(5L * block);
            assertThat(share.fs.fallocate(handle, 0, 0, 0)).isEqualTo(-Errno.EINVAL);
            assertThat(share.fs.fallocate(handle, 0x4000_0000, 0, 1)).isNegative();
        }
    }

    @Test
    void rangesAreCopiedBetweenFilesByTheHost() {
        try (HostShare share = HostShare.of(directory)) {
            Handle from = share.create(share.fs.root(), "from", 0600);
            Handle to = share.create(share.fs.root(), "to", 0600);
            share.write(from, 0, "0123456789");
            share.write(to, 0, "abcdefghij");
            assertThat(share.fs.copyFileRange(from, 2, to, 5, 3, 0)).isEqualTo(3);
            assertThat(share.read(to, 0, 100)).isEqualTo("abcde234ij");
            assertThat(share.fs.copyFileRange(from, 8, to, 0, 100, 0)).isEqualTo(2);
            assertThat(share.fs.copyFileRange(from, 10, to, 0, 100, 0)).isZero();
        }
    }

    @Test
    void memoryThatIsNoMemoryIsEfault() throws IOException {
        Files.writeString(directory.resolve("f"), "content");
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = share.open(share.node("f"), OpenFlags.O_RDWR);
            IoVector nowhere = new IoVector();
            nowhere.add(4096, 100);
            assertThat(share.fs.read(handle, 0, nowhere, 0, 100)).isEqualTo(-Errno.EFAULT);
            assertThat(share.fs.write(handle, 0, nowhere, 0, 100, 0)).isEqualTo(-Errno.EFAULT);
        }
    }

    @Test
    void aFileWithoutANameGetsOneUnlessExclusive() {
        try (HostShare share = HostShare.of(directory)) {
            int flags = OpenFlags.O_RDWR;
            FileNameless made = new FileNameless(share);
            assertThat(made.make(flags)).isZero();
            share.write(share.opened.handle(), 0, "late");
            assertThat(share.found.attributes.nlink).isZero();
            assertThat(made.link("named")).isZero();
            assertThat(directory.resolve("named")).hasContent("late");
            assertThat(made.make(flags | OpenFlags.O_EXCL)).isZero();
            assertThat(made.link("never")).isEqualTo(-Errno.ENOENT);
            assertThat(directory.resolve("never")).doesNotExist();
        }
    }

    private record FileNameless(HostShare share) {

        int make(int flags) {
            return share.fs.tmpfile(
                    share.root, share.fs.root(), 0600, flags, share.found, share.opened);
        }

        int link(String name) {
            return share.fs.link(
                    share.found.node(), share.fs.root(), HostShare.name(name), share.found);
        }
    }

    private static void scatter(
            HostShare share, IoVector pieces, SplittableRandom random, int bytes) {
        pieces.clear();
        long at = share.memory.address();
        int left = bytes;
        while (left > 0) {
            int length = Math.min(left, random.nextInt(random.nextBoolean() ? 8 : 8192));
            pieces.add(at, length);
            at += length + random.nextInt(3);
            left -= length;
        }
    }

    private static byte[] gathered(IoVector pieces, long skip, int length) {
        byte[] out = new byte[length];
        MemorySegment segment = MemorySegment.ofArray(out);
        pieces.copyOut(skip, segment, 0, length);
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }
}
