package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.kernel.vfs.FileAdvice;
import dev.fuselage.kernel.vfs.LoggedFs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Which pages are read when: recorded with a real 6.12 guest, in KiB of a 1 MiB file where nothing
 * else is said.
 */
class ReadaheadTest {
    private static final int KIB = 1024;

    private final GuestPrograms guest = new GuestPrograms(1);
    private final LoggedFs fs =
            new LoggedFs().file("f", 1024 * KIB).file("small", 1000).file("mid", 20 * KIB);

    @AfterEach
    void close() {
        guest.close();
    }

    /** "offset+length" in KiB for each readahead. */
    private List<String> reads(String file, Consumer<Reader> body) {
        guest.vfs.types().register(fs);
        guest.run(p -> {
            p.sys.mount("x", "/mnt", "logged", 0, "");
            body.accept(new Reader(p, (int) p.open("/mnt/" + file, OpenFlags.O_RDONLY)));
        });
        List<String> result = new ArrayList<>();
        for (String line : fs.log) {
            if (line.startsWith("read")) {
                String[] words = line.split("[ +]", -1);
                int pages = words.length > 2 ? Integer.parseInt(words[2]) : 1;
                result.add(Integer.parseInt(words[1]) * 4 + "+" + pages * 4);
            }
        }
        return result;
    }

    private record Reader(Program p, int fd) {
        void read(int bytes) {
            p.sys.read(fd, p.buffer(), bytes);
        }

        void at(long offset, int bytes) {
            p.sys.pread64(fd, p.buffer(), bytes, offset);
        }
    }

    @Test
    void pageByPageTheWindowGrowsToTheLimit() {
        List<String> reads =
                reads(
                        "f",
                        r -> {
                            for (int i = 0; i < 64; i++) {
                                r.read(4 * KIB);
                            }
                        });
        assertThat(reads)
                .containsExactly("0+16", "16+32", "48+64", "112+128", "240+128", "368+128");
    }

    @Test
    void largeReadsStartWithTheLimit() {
        List<String> reads =
                reads(
                        "f",
                        r -> {
                            r.read(128 * KIB);
                            r.read(128 * KIB);
                        });
        assertThat(reads).containsExactly("0+128", "128+128", "256+128");
    }

    @Test
    void nothingBehindTheLastPageIsRead() {
        assertThat(reads("small", r -> r.read(64 * KIB))).containsExactly("0+4");
    }

    @Test
    void theMarkIsLostWhenTheFileEndsBeforeIt() {
        List<String> reads =
                reads(
                        "mid",
                        r -> {
                            for (int i = 0; i < 6; i++) {
                                r.read(4 * KIB);
                            }
                        });
        assertThat(reads).containsExactly("0+16", "16+4");
    }

    @Test
    void aSmallReadInTheMiddleReadsWhatIsAskedFor() {
        assertThat(reads("f", r -> r.at(400 * KIB, 4 * KIB))).containsExactly("400+4");
    }

    @Test
    void oneSkippedPageCountsAsSequential() {
        List<String> reads =
                reads(
                        "f",
                        r -> {
                            for (int i = 0; i < 4; i++) {
                                r.at(400 * KIB + i * 8L * KIB, 4 * KIB);
                            }
                        });
        assertThat(reads).containsExactly("400+4", "408+16", "424+16");
    }

    @Test
    void twoSkippedPagesDoNot() {
        List<String> reads =
                reads(
                        "f",
                        r -> {
                            for (int i = 0; i < 3; i++) {
                                r.at(400 * KIB + i * 12L * KIB, 4 * KIB);
                            }
                        });
        assertThat(reads).containsExactly("400+4", "412+4", "424+4");
    }

    @Test
    void readingBackwardsReadsSinglePages() {
        List<String> reads =
                reads(
                        "f",
                        r -> {
                            for (int i = 3; i >= 1; i--) {
                                r.at(100 * KIB + i * 4L * KIB, 4 * KIB);
                            }
                        });
        assertThat(reads).containsExactly("112+4", "108+4", "104+4");
    }

    @Test
    void cachedPagesAreNotReadAgain() {
        List<String> reads =
                reads(
                        "f",
                        r -> {
                            r.at(0, 4 * KIB);
                            r.at(0, 4 * KIB);
                            r.at(100, 2 * KIB);
                        });
        assertThat(reads).containsExactly("0+16");
    }

    @Test
    void randomAdviceTurnsWindowsOff() {
        List<String> reads =
                reads(
                        "f",
                        r -> {
                            r.p().sys.fadvise64(r.fd(), 0, 0, FileAdvice.RANDOM);
                            r.read(4 * KIB);
                            r.read(12 * KIB);
                        });
        assertThat(reads).containsExactly("0+4", "4+12");
    }

    @Test
    void sequentialAdviceDoublesTheWindow() {
        List<String> reads =
                reads(
                        "f",
                        r -> {
                            r.p().sys.fadvise64(r.fd(), 0, 0, FileAdvice.SEQUENTIAL);
                            r.read(128 * KIB);
                        });
        assertThat(reads).containsExactly("0+256");
    }

    @Test
    void willneedReadsAtMostOneWindow() {
        List<String> reads =
                reads(
                        "f",
                        r -> r.p().sys.fadvise64(r.fd(), 8 * KIB, 512 * KIB, FileAdvice.WILLNEED));
        assertThat(reads).containsExactly("8+128");
    }

    @Test
    void dontneedDropsWholePages() {
        List<String> reads =
                reads(
                        "f",
                        r -> {
                            r.read(4 * KIB);
                            r.p().sys.fadvise64(r.fd(), 0, 6 * KIB, FileAdvice.DONTNEED);
                            r.at(0, 4 * KIB);
                            r.at(4 * KIB, 4 * KIB);
                        });
        assertThat(reads).startsWith("0+16", "0+4");
    }

    @Test
    void droppingTheCachesDropsPages() {
        List<String> reads =
                reads(
                        "f",
                        r -> {
                            r.read(4 * KIB);
                            int fd =
                                    (int)
                                            r.p().open(
                                                            "/proc/sys/vm/drop_caches",
                                                            OpenFlags.O_WRONLY);
                            r.p().write(fd, "1\n");
                            r.at(0, 4 * KIB);
                        });
        assertThat(reads).containsExactly("0+16", "0+16");
    }

    @Test
    void aFailedPageIsTriedOnceMoreAloneAndThenAnError() {
        fs.failing = true;
        List<Long> results = new ArrayList<>();
        List<String> reads =
                reads("f", r -> results.add(r.p().sys.read(r.fd(), r.p().buffer(), 4 * KIB)));
        assertThat(results).containsExactly((long) -Errno.EIO);
        assertThat(reads).containsExactly("0+16", "0+4");
    }

    @Test
    void bytesComeFromTheirPages() {
        List<String> got = new ArrayList<>();
        reads(
                "f",
                r -> {
                    r.p().sys.lseek(r.fd(), 4094, Seek.SEEK_SET);
                    got.add(r.p().read(r.fd(), 4));
                });
        assertThat(got).containsExactly("\u00fe\u00ff\0\u0001");
    }

    @Test
    void aReadEndsAtTheEndOfTheFile() {
        List<Long> results = new ArrayList<>();
        reads(
                "small",
                r -> {
                    results.add(r.p().sys.pread64(r.fd(), r.p().buffer(), 100, 950));
                    results.add(r.p().sys.pread64(r.fd(), r.p().buffer(), 100, 1000));
                });
        assertThat(results).containsExactly(50L, 0L);
    }
}
