package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.kernel.vfs.LoggedFs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DataTest {
    private static final int CREATE = OpenFlags.O_RDWR | OpenFlags.O_CREAT;

    private final GuestPrograms guest = new GuestPrograms(1);
    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void close() {
        guest.close();
    }

    private static long error(int errno) {
        return -errno;
    }

    @Test
    void aFileHoldsWhatWasWrittenLast() {
        long seed = 7;
        SplittableRandom random = new SplittableRandom(seed);
        byte[] model = new byte[60_000];
        guest.run(p -> {
            int fd = (int) p.open("/tmp/f", CREATE);
            int size = 0;
            for (int step = 0; step < 600; step++) {
                int offset = random.nextInt(50_000);
                int length = random.nextInt(9_000);
                String what = "seed " + seed + " step " + step;
                switch (random.nextInt(5)) {
                    case 0 -> {
                        p.sys.ftruncate(fd, offset);
                        if (offset < size) {
                            Arrays.fill(model, offset, model.length, (byte) 0);
                        }
                        size = offset;
                    }
                    case 1, 2 -> {
                        byte[] bytes = new byte[length];
                        random.nextBytes(bytes);
                        p.sys.memory().write(p.buffer() + 3, bytes, 0, length);
                        assertThat(p.sys.pwrite64(fd, p.buffer() + 3, length, offset))
                                .as(what)
                                .isEqualTo(length);
                        System.arraycopy(bytes, 0, model, offset, length);
                        size = length == 0 ? size : Math.max(size, offset + length);
                    }
                    default -> {
                        int expected = Math.max(0, Math.min(length, size - offset));
                        assertThat(p.sys.pread64(fd, p.buffer() + 5, length, offset))
                                .as(what)
                                .isEqualTo(expected);
                        byte[] bytes = new byte[expected];
                        p.sys.memory().read(p.buffer() + 5, bytes, 0, expected);
                        assertThat(bytes)
                                .as(what)
                                .isEqualTo(Arrays.copyOfRange(model, offset, offset + expected));
                    }
                }
                assertThat(p.stat("/tmp/f").size).as(what).isEqualTo(size);
            }
        });
    }

    @Test
    void seekingKnowsDataAndHolesAsOnePiece() {
        guest.run(p -> {
            p.file("/tmp/f", "12345");
            int fd = (int) p.open("/tmp/f", OpenFlags.O_RDONLY);
            seen.add(p.sys.lseek(fd, 2, Seek.SEEK_END));
            seen.add(p.sys.lseek(fd, -3, Seek.SEEK_CUR));
            seen.add(p.sys.lseek(fd, 1, Seek.SEEK_DATA));
            seen.add(p.sys.lseek(fd, 1, Seek.SEEK_HOLE));
            seen.add(p.sys.lseek(fd, 5, Seek.SEEK_DATA));
            seen.add(p.sys.lseek(fd, -1, Seek.SEEK_SET));
            seen.add(p.sys.lseek(fd, 0, 9));
        });
        assertThat(seen)
                .containsExactly(
                        7L,
                        4L,
                        1L,
                        5L,
                        error(Errno.ENXIO),
                        error(Errno.EINVAL),
                        error(Errno.EINVAL));
    }

    @Test
    void wrongAddressesAndLengthsAreTold() {
        guest.run(p -> {
            p.file("/tmp/f", "12345");
            int fd = (int) p.open("/tmp/f", OpenFlags.O_RDWR);
            seen.add(p.sys.read(fd, 0x10, 5));
            seen.add(p.sys.read(fd, -1, 5));
            seen.add(p.sys.read(fd, p.buffer(), -1));
            seen.add(p.sys.pread64(fd, p.buffer(), 1, -1));
            seen.add(p.sys.write(fd, 0x10, 5));
            seen.add(p.sys.read(fd, p.buffer(), 0));
            long edge = p.sys.memory().allocate(4096, 0) + 4096 - 2;
            seen.add(p.sys.pread64(fd, edge, 5, 0));
            seen.add(p.sys.read(77, p.buffer(), 1));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.EFAULT),
                        error(Errno.EFAULT),
                        error(Errno.EINVAL),
                        error(Errno.EINVAL),
                        error(Errno.EFAULT),
                        0L,
                        2L,
                        error(Errno.EBADF));
    }

    @Test
    void vectorsAreReadAndWrittenPieceByPiece() {
        guest.run(p -> {
            int fd = (int) p.open("/tmp/f", CREATE);
            p.sys.memory().write(p.buffer(), "abcdef".getBytes(StandardCharsets.US_ASCII), 0, 6);
            long iov = p.buffer() + 4096;
            UserStructs.write64(p.sys.memory(), iov, p.buffer() + 3);
            UserStructs.write64(p.sys.memory(), iov + 8, 3);
            UserStructs.write64(p.sys.memory(), iov + 16, p.buffer());
            UserStructs.write64(p.sys.memory(), iov + 24, 2);
            seen.add(p.sys.writev(fd, iov, 2));
            seen.add(p.read("/tmp/f"));
            seen.add(p.sys.lseek(fd, 0, Seek.SEEK_SET));
            seen.add(p.sys.readv(fd, iov, 2));
            seen.add(p.text(6));
            seen.add(p.sys.readv(fd, iov, -1));
        });
        assertThat(seen).containsExactly(5L, "defab", 0L, 5L, "abfdef", error(Errno.EINVAL));
    }

    @Test
    void rangesAreCopiedBetweenFiles() {
        guest.run(p -> {
            p.file("/tmp/a", "0123456789");
            int in = (int) p.open("/tmp/a", OpenFlags.O_RDONLY);
            int out = (int) p.open("/tmp/b", CREATE);
            seen.add(p.sys.copyFileRange(in, 0, out, 0, 4, 0));
            seen.add(p.sys.copyFileRange(in, 0, out, 0, 100, 0));
            seen.add(p.sys.copyFileRange(in, 0, out, 0, 100, 0));
            seen.add(p.read("/tmp/b"));
            UserStructs.write64(p.sys.memory(), p.buffer(), 8);
            seen.add(p.sys.copyFileRange(in, p.buffer(), out, 0, 5, 0));
            seen.add(UserStructs.read64(p.sys.memory(), p.buffer()));
            seen.add(p.sys.copyFileRange(out, 0, out, 0, 1, 0));
            seen.add(p.sys.copyFileRange(out, 0, in, 0, 1, 0));
        });
        assertThat(seen).containsExactly(4L, 6L, 0L, "0123456789", 2L, 10L, 0L, error(Errno.EBADF));
    }

    @Test
    void sendfileCopiesToFilesAndPipes() {
        guest.run(p -> {
            p.file("/tmp/a", "x".repeat(70_000) + "end");
            int in = (int) p.open("/tmp/a", OpenFlags.O_RDONLY);
            int out = (int) p.open("/tmp/b", CREATE);
            seen.add(p.sys.sendfile(out, in, 0, 100_000));
            seen.add(p.stat("/tmp/b").size);
            UserStructs.write64(p.sys.memory(), p.buffer(), 70_000);
            int[] pipe = new int[2];
            p.sys.pipe2(pipe, 0);
            seen.add(p.sys.sendfile(pipe[1], in, p.buffer(), 10));
            seen.add(p.read(pipe[0], 10));
        });
        assertThat(seen).containsExactly(70_003L, 70_003L, 3L, "end");
    }

    @Test
    void fallocateIsNotThereInMemoryAndChecksFirst() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            int fd = (int) p.open("/tmp/f", OpenFlags.O_RDWR);
            int reader = (int) p.open("/tmp/f", OpenFlags.O_RDONLY);
            seen.add(p.sys.fallocate(fd, 0, 0, 10));
            seen.add(p.sys.fallocate(fd, 0, 0, 0));
            seen.add(p.sys.fallocate(fd, 2, 0, 10));
            seen.add(p.sys.fallocate(reader, 0, 0, 10));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.EOPNOTSUPP),
                        error(Errno.EINVAL),
                        error(Errno.EOPNOTSUPP),
                        error(Errno.EBADF));
    }

    @Test
    void anUnlinkedFileLivesUntilItsLastClose() {
        guest.run(p -> {
            p.file("/tmp/f", "still here");
            int fd = (int) p.open("/tmp/f", OpenFlags.O_RDONLY);
            p.unlink("/tmp/f");
            seen.add(p.read(fd, 100));
            long used = guest.pages.used();
            p.sys.close(fd);
            seen.add(guest.pages.used() - used);
        });
        assertThat(seen).containsExactly("still here", -1L);
    }

    @Test
    void aFileLargerThanMemoryIsReadThroughTheCache() {
        long size = 80L << 20;
        guest.vfs.types().register(new LoggedFs().file("big", size));
        guest.run(p -> {
            p.sys.mount("x", "/mnt", "logged", 0, "");
            int fd = (int) p.open("/mnt/big", OpenFlags.O_RDONLY);
            long done = 0;
            for (long n = 1; n > 0; done += n) {
                n = p.sys.read(fd, p.buffer(), 1 << 17);
                assertThat(n == 0 || p.sys.memory().read8(p.buffer() + 77) == 77).isTrue();
            }
            seen.add(done);
            seen.add(p.sys.close(fd));
        });
        assertThat(seen).containsExactly(size, 0L);
    }
}
