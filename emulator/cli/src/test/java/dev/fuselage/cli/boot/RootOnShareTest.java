package dev.fuselage.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A real Linux works with its root on a share, in every caching mode, with one and more queues and
 * both ring formats; what it leaves is compared from the host's side.
 */
final class RootOnShareTest {

    private static final int FILES = 100;

    /** What the guest does; every line fails the whole if it fails. */
    private static final String WORK =
            """
            set -e
            mkdir /w
            cd /w
            i=0
            while [ $i -lt 100 ]; do echo "file $i" > small$i; i=$((i + 1)); done
            dd if=/bin/busybox of=large bs=64k 2>/dev/null
            dd if=/bin/busybox of=large bs=64k seek=64 conv=notrunc 2>/dev/null
            cp -a /etc copy
            tar cf etc.tar -C / etc
            mkdir unpacked
            tar xf etc.tar -C unpacked
            ln small1 hard
            ln -s small1 soft
            mv small2 renamed
            mv small3 small4
            echo gone > open
            exec 3<> open
            rm open
            echo more >&3
            exec 3>&-
            ! mknod device c 1 3 2>/dev/null
            mkfifo pipe
            chown 1000:1001 small5
            chmod 4750 small5
            truncate -s 1000000 sparse
            touch -d '2001-02-03 04:05:06' small6
            find . -type f | wc -l
            ls small* | wc -l
            md5sum < large
            sync
            """;

    @TempDir private Path folder;

    static Stream<Arguments> shares() {
        return Stream.of("none", "auto", "always")
                .flatMap(cache ->
                        Stream.of(1, 2, 4)
                                .flatMap(queues ->
                                        Stream.of("split", "packed")
                                                .map(ring -> Arguments.of(cache, queues, ring))));
    }

    @ParameterizedTest(name = "cache={0} queues={1} ring={2}")
    @MethodSource("shares")
    void whatTheGuestMadeIsThere(String cache, int queues, String ring) throws IOException {
        Assumptions.assumeTrue(isRoot(), "only root may give files to other users");
        RealGuest guest =
                RealGuest.in(folder)
                        .share("cache=" + cache + ",queues=" + queues + ",ring=" + ring)
                        .with("--harts", Integer.toString(queues));
        Cli.Result result = guest.run(WORK);
        assertThat(result.err()).isEmpty();
        Path w = guest.root().resolve("w");
        byte[] busybox = Files.readAllBytes(guest.root().resolve("bin/busybox"));
        byte[] large = Files.readAllBytes(w.resolve("large"));
        assertThat(result.out())
                .isEqualTo(
                        "%d\n%d\n%s  -\n".formatted(regularFiles(w), FILES - 2, Digest.md5(large)));
        assertThat(result.status()).isZero();
        assertThat(large).isEqualTo(withCopyAt(busybox, 64 << 16));
        assertSameTree(guest.root().resolve("etc"), w.resolve("copy"));
        assertSameTree(guest.root().resolve("etc"), w.resolve("unpacked/etc"));
        assertNames(w);
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /** The content twice, the second time at an offset. */
    private static byte[] withCopyAt(byte[] content, int offset) {
        byte[] twice = Arrays.copyOf(content, offset + content.length);
        System.arraycopy(content, 0, twice, offset, content.length);
        return twice;
    }

    private static long regularFiles(Path top) throws IOException {
        try (Stream<Path> all = Files.walk(top)) {
            return all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)).count();
        }
    }

    private static void assertSameTree(Path expected, Path actual) throws IOException {
        try (Stream<Path> all = Files.walk(expected)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path copy = actual.resolve(expected.relativize(path).toString());
                assertThat(unix(copy).get("mode"))
                        .as(copy.toString())
                        .isEqualTo(unix(path).get("mode"));
                if (Files.isSymbolicLink(path)) {
                    // Where it points to need not be there: in the guest it is.
                    assertThat(Files.readSymbolicLink(copy))
                            .isEqualTo(Files.readSymbolicLink(path));
                    continue;
                }
                if (Files.isRegularFile(path)) {
                    assertThat(copy).hasSameBinaryContentAs(path);
                }
            }
        }
    }

    private static void assertNames(Path w) throws IOException {
        for (int i = 0; i < FILES; i++) {
            if (i != 2 && i != 3 && i != 4) {
                assertThat(w.resolve("small" + i)).hasContent("file " + i + "\n");
            }
        }
        assertThat(w.resolve("renamed")).hasContent("file 2\n");
        assertThat(w.resolve("small4")).hasContent("file 3\n");
        assertThat(w.resolve("hard")).hasContent("file 1\n");
        assertThat(unix(w.resolve("hard")).get("ino"))
                .isEqualTo(unix(w.resolve("small1")).get("ino"));
        assertThat(unix(w.resolve("hard")).get("nlink")).isEqualTo(2);
        assertThat(Files.readSymbolicLink(w.resolve("soft"))).isEqualTo(Path.of("small1"));
        assertThat(w.resolve("open")).doesNotExist();
        assertThat(w.resolve("device")).doesNotExist();
        assertThat(unix(w.resolve("pipe")).get("mode")).isEqualTo(0010644);
        Map<String, Object> given = unix(w.resolve("small5"));
        assertThat(given.get("uid")).isEqualTo(1000);
        assertThat(given.get("gid")).isEqualTo(1001);
        assertThat(given.get("mode")).isEqualTo(0104750);
        assertThat(Files.size(w.resolve("sparse"))).isEqualTo(1_000_000);
        assertThat(Files.getLastModifiedTime(w.resolve("small6")).toString())
                .isEqualTo("2001-02-03T04:05:06Z");
    }

    private static Map<String, Object> unix(Path path) throws IOException {
        return Files.readAttributes(path, "unix:mode,ino,nlink,uid,gid", LinkOption.NOFOLLOW_LINKS);
    }
}
