package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.host.HostFileSystem;
import dev.fuselage.devices.fs.host.HostOptions;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.fs.wrap.ForwardingFileSystem;
import dev.fuselage.devices.server.HostileMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hostile messages and hostile rings together, through device, server and file system. Nothing is
 * thrown, nothing is written outside the guest's memory or the share, every good buffer comes back
 * with a reply to its own message, and a reset always brings a working session.
 */
final class SessionFuzzTest {

    /** Requests that reach the server; with both formats more than 100,000. */
    private static final int REQUESTS = 60_000;

    private static final int HOST_REQUESTS = 8_000;

    @ParameterizedTest
    @MethodSource("dev.fuselage.devices.virtiofs.RingKind#formats")
    void nothingADriverDoesHurts(RingKind kind) {
        long seed = kind.packed() ? 11 : 12;
        HostileMessages messages = new HostileMessages(new SplittableRandom(seed));
        try (FileSystem fs = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS, 8 << 20, 300);
                HostileDriver driver = new HostileDriver(kind, fs, messages, seed)) {
            driver.drive(REQUESTS);
            expectAllSorts(driver);
            driver.server.reset();
            assertThat(driver.server.openHandles()).isZero();
            assertThat(driver.server.nodeIds()).isZero();
        }
    }

    /** Sessions are short, so that the rarest opcodes may fail each time. */
    private static void expectAllSorts(HostileDriver driver) {
        assertThat(driver.broken).as("rings that broke").isGreaterThan(driver.served / 200);
        assertThat(driver.messages.through())
                .as("opcodes that got through and were answered")
                .hasSizeGreaterThan(HostileMessages.OPCODES.size() - 5);
    }

    /** A host that does not wait for its disk. */
    private static final class WithoutSync extends ForwardingFileSystem {

        WithoutSync(FileSystem inner) {
            super(inner);
        }

        @Override
        public int fsync(Handle handle, boolean dataOnly) {
            return 0;
        }

        @Override
        public int fsyncdir(Handle handle, boolean dataOnly) {
            return 0;
        }

        @Override
        public int syncfs(Node node) {
            return 0;
        }
    }

    @ParameterizedTest
    @MethodSource("dev.fuselage.devices.virtiofs.RingKind#formats")
    void nothingADriverDoesLeavesTheSharedDirectory(RingKind kind, @TempDir Path directory)
            throws IOException {
        long seed = kind.packed() ? 21 : 22;
        Path beside = besideTheShare(directory);
        Path share = share(directory, beside);
        List<String> before = everythingOf(beside);
        HostileMessages messages =
                new HostileMessages(new SplittableRandom(seed), 1 << 16, "out", "far", "up", "sub");
        HostFileSystem host = new HostFileSystem(share, HostOptions.DEFAULT);
        try (FileSystem fs = new WithoutSync(host);
                HostileDriver driver = new HostileDriver(kind, fs, messages, seed)) {
            driver.drive(HOST_REQUESTS);
            assertThat(driver.broken).as("rings that broke").isPositive();
            driver.server.reset();
            assertThat(host.nodes()).as("nodes held after the session").isOne();
        }
        assertThat(everythingOf(beside)).isEqualTo(before);
        assertThat(directory).isDirectoryContaining(share::equals);
        try (Stream<Path> entries = Files.list(directory)) {
            assertThat(entries.sorted()).containsExactly(beside, share);
        }
    }

    /** Files that a way out of the share would lead to. */
    private static Path besideTheShare(Path directory) throws IOException {
        Path beside = Files.createDirectory(directory.resolve("beside"));
        Path sub = Files.createDirectory(beside.resolve("sub"));
        for (String name : List.of("a", "b", "sub/c", "sub/d")) {
            Files.writeString(beside.resolve(name), "not the guest's: " + name);
        }
        Files.createSymbolicLink(sub.resolve("link"), Path.of("../a"));
        return beside;
    }

    private static Path share(Path directory, Path beside) throws IOException {
        Path share = Files.createDirectory(directory.resolve("share"));
        Files.createDirectory(share.resolve("sub"));
        Files.createSymbolicLink(share.resolve("out"), Path.of("../beside"));
        Files.createSymbolicLink(share.resolve("far"), beside.toAbsolutePath());
        Files.createSymbolicLink(share.resolve("up"), Path.of(".."));
        return share;
    }

    /** Every file of a tree with all that can be told of it, but for access times. */
    private static List<String> everythingOf(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.sorted().map(SessionFuzzTest::describe).toList();
        }
    }

    private static String describe(Path file) {
        try {
            TreeMap<String, Object> attributes =
                    new TreeMap<>(
                            Files.readAttributes(
                                    file,
                                    "unix:ino,mode,uid,gid,nlink,size,lastModifiedTime,ctime",
                                    LinkOption.NOFOLLOW_LINKS));
            boolean regular = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
            return file + " " + attributes + " " + (regular ? Files.readString(file) : "");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
