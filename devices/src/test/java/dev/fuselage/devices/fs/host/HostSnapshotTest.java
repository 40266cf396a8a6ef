package dev.fuselage.devices.fs.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.FileLock;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.LoadedFiles;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.SavedFiles;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes and handles of a shared directory, kept over the end of the process that had them. */
final class HostSnapshotTest {

    @TempDir private Path temporary;

    private Path directory;
    private HostShare before;
    private HostShare after;

    private HostShare share() {
        return HostShare.of(directory);
    }

    @BeforeEach
    void makeShare() throws IOException {
        directory = Files.createDirectory(temporary.resolve("share"));
        before = share();
        after = before;
    }

    @AfterEach
    void close() {
        after.close();
    }

    /** A part that is two functions. */
    private record Part(Consumer<SnapshotWriter> saving, Consumer<SnapshotReader> loading)
            implements Snapshotted {
        @Override
        public void save(SnapshotWriter to) {
            saving.accept(to);
        }

        @Override
        public void load(SnapshotReader from) {
            loading.accept(from);
        }
    }

    private byte[] save(List<Node> nodes, List<Handle> handles) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SnapshotWriter to = new SnapshotWriter(bytes)) {
            to.section(
                    "files",
                    new Part(
                            writer -> {
                                SavedFiles files = before.fs.save(writer);
                                nodes.forEach(files::node);
                                handles.forEach(files::handle);
                            },
                            from -> {}));
        }
        before.close();
        return bytes.toByteArray();
    }

    /** What was loaded: nodes with one reference each, and handles. */
    private record Loaded(List<Node> nodes, List<Handle> handles) {}

    private Loaded load(byte[] file, int nodeCount, int handleCount) {
        after = share();
        Loaded loaded = new Loaded(new ArrayList<>(), new ArrayList<>());
        try (SnapshotReader from = new SnapshotReader(new ByteArrayInputStream(file))) {
            from.section(
                    "files",
                    new Part(
                            to -> {},
                            reader -> {
                                LoadedFiles files = after.fs.load(reader, this);
                                for (int i = 0; i < nodeCount; i++) {
                                    loaded.nodes.add(files.node(1));
                                }
                                for (int i = 0; i < handleCount; i++) {
                                    loaded.handles.add(files.handle());
                                }
                            }));
            from.finish();
        }
        return loaded;
    }

    private void assertStale(Node node) {
        assertThat(after.fs.getattr(node, null, new FileAttributes())).isEqualTo(-Errno.ESTALE);
    }

    @Test
    void filesOfEveryTypeAreFoundAgainAsTheNodesThatLookupsGive() throws IOException {
        Files.createDirectories(directory.resolve("a/b"));
        Files.writeString(directory.resolve("a/b/file \u00e9\n"), "text");
        Files.createSymbolicLink(directory.resolve("a/link"), Path.of("/etc/passwd"));
        Files.createLink(directory.resolve("hard"), directory.resolve("a/b/file \u00e9\n"));
        List<Node> nodes = List.of(before.node("a"), before.node("a/link"), before.node("hard"));
        Loaded loaded = load(save(nodes, List.of()), 3, 0);
        assertThat(loaded.nodes.get(0)).isSameAs(after.node("a"));
        assertThat(loaded.nodes.get(1)).isSameAs(after.node("a/link"));
        assertThat(after.readlink(loaded.nodes.get(1))).isEqualTo("/etc/passwd");
        assertThat(loaded.nodes.get(2)).isSameAs(after.node("hard"));
        assertThat(after.attributes(loaded.nodes.get(2)).nlink).isEqualTo(2);
        loaded.nodes.forEach(node -> after.fs.forget(node, 2));
        // The walk to the link was a lookup of the directory too.
        after.fs.forget(loaded.nodes.get(0), 1);
        assertThat(after.fs.nodes()).as("the root alone").isOne();
    }

    @Test
    void aRenamedFileIsFoundAgainByItsHandleWhereTheHostHasThem() throws IOException {
        Files.writeString(directory.resolve("old"), "text");
        List<Node> nodes = List.of(before.node("old"));
        boolean privileged = before.fs.createsAsCaller();
        byte[] file = save(nodes, List.of());
        Files.move(directory.resolve("old"), directory.resolve("new"));
        Node node = load(file, 1, 0).nodes.getFirst();
        assumeTrue(privileged, "open_by_handle_at(2) needs CAP_DAC_READ_SEARCH");
        assertThat(node).isSameAs(after.node("new"));
    }

    @Test
    void aFileMovedOutOfTheShareIsStale() throws IOException {
        Files.writeString(directory.resolve("f"), "text");
        byte[] file = save(List.of(before.node("f")), List.of());
        Files.move(directory.resolve("f"), temporary.resolve("f"));
        assertStale(load(file, 1, 0).nodes.getFirst());
    }

    @Test
    void aLinkOnTheWayIsNotFollowed() throws IOException {
        Files.createDirectory(directory.resolve("d"));
        Files.writeString(directory.resolve("d/f"), "text");
        byte[] file = save(List.of(before.node("d/f")), List.of());
        Files.move(directory.resolve("d"), temporary.resolve("d"));
        Files.createSymbolicLink(directory.resolve("d"), temporary.resolve("d"));
        assertStale(load(file, 1, 0).nodes.getFirst());
    }

    @Test
    void anotherFileOfTheSameNameIsNotTaken() throws IOException {
        Files.writeString(directory.resolve("f"), "old");
        Files.writeString(directory.resolve("g"), "new");
        Node f = before.node("f");
        byte[] file = save(List.of(f), List.of(before.open(f, OpenFlags.O_RDWR)));
        Files.move(
                directory.resolve("g"),
                directory.resolve("f"),
                StandardCopyOption.REPLACE_EXISTING);
        Loaded loaded = load(file, 1, 1);
        assertStale(loaded.nodes.getFirst());
        Handle handle = loaded.handles.getFirst();
        assertThat(after.write(handle, 0, "x")).isEqualTo(-Errno.ESTALE);
        assertThat(after.fs.fsync(handle, false)).isEqualTo(-Errno.ESTALE);
        assertThat(after.fs.flush(handle)).isEqualTo(-Errno.ESTALE);
        assertThat(after.fs.fallocate(handle, 0, 0, 1)).isEqualTo(-Errno.ESTALE);
        assertThat(after.fs.lseek(handle, 0, 0)).isEqualTo(-Errno.ESTALE);
        assertThat(after.fs.copyFileRange(handle, 0, handle, 0, 1, 0)).isEqualTo(-Errno.ESTALE);
        assertThat(after.fs.getattr(loaded.nodes.getFirst(), handle, new FileAttributes()))
                .isEqualTo(-Errno.ESTALE);
        assertThat(after.fs.setlk(handle, wholeFile(LockType.F_WRLCK))).isEqualTo(-Errno.ESTALE);
        after.fs.release(handle);
        after.fs.forget(loaded.nodes.getFirst(), 1);
        assertThat(Files.readString(directory.resolve("f"))).isEqualTo("new");
    }

    @Test
    void filesAreOpenedAgainWithTheirFlagsAndNotTruncated() throws IOException {
        Files.writeString(directory.resolve("f"), "text");
        Node f = before.node("f");
        Handle read = before.open(f, OpenFlags.O_RDONLY);
        Handle write = before.open(f, OpenFlags.O_WRONLY | OpenFlags.O_TRUNC);
        assertThat(before.write(write, 0, "kept")).isEqualTo(4);
        Loaded loaded = load(save(List.of(f), List.of(read, write)), 1, 2);
        assertThat(after.read(loaded.handles.get(0), 0, 10)).isEqualTo("kept");
        assertThat(after.write(loaded.handles.get(0), 0, "x")).isEqualTo(-Errno.EBADF);
        assertThat(after.write(loaded.handles.get(1), 4, "!")).isOne();
        assertThat(Files.readString(directory.resolve("f"))).isEqualTo("kept!");
        loaded.handles.forEach(after.fs::release);
    }

    @Test
    void aHandleWhoseNodeWasForgottenIsOpenedAgain() throws IOException {
        Files.writeString(directory.resolve("f"), "text");
        Node f = before.node("f");
        Handle handle = before.open(f, OpenFlags.O_RDONLY);
        before.fs.forget(f, 1);
        Loaded loaded = load(save(List.of(), List.of(handle)), 0, 1);
        assertThat(after.read(loaded.handles.getFirst(), 0, 10)).isEqualTo("text");
        after.fs.release(loaded.handles.getFirst());
        assertThat(after.fs.nodes()).isOne();
    }

    private FileLock wholeFile(int type) {
        FileLock lock = new FileLock();
        lock.client = this;
        lock.owner = 7;
        lock.type = type;
        lock.end = Long.MAX_VALUE;
        return lock;
    }

    @Test
    void locksAreHeldAgain() throws IOException {
        Files.writeString(directory.resolve("f"), "text");
        Node f = before.node("f");
        Handle handle = before.open(f, OpenFlags.O_RDWR);
        FileLock lock = wholeFile(LockType.F_WRLCK);
        lock.start = 10;
        lock.end = 19;
        assertThat(before.fs.setlk(handle, lock)).isZero();
        lock.start = 100;
        lock.end = Long.MAX_VALUE;
        lock.type = LockType.F_RDLCK;
        assertThat(before.fs.setlk(handle, lock)).isZero();
        FileLock whole = wholeFile(LockType.F_WRLCK);
        whole.flock = true;
        assertThat(before.fs.setlk(handle, whole)).isZero();
        Loaded loaded = load(save(List.of(f), List.of(handle)), 1, 1);

        try (HostShare other = share()) {
            Handle theirs = other.open(other.node("f"), OpenFlags.O_RDWR);
            FileLock asked = wholeFile(LockType.F_WRLCK);
            assertThat(other.fs.getlk(theirs, asked)).isZero();
            assertThat(asked.start).isEqualTo(10);
            assertThat(asked.end).isEqualTo(19);
            FileLock shared = wholeFile(LockType.F_RDLCK);
            shared.start = 100;
            assertThat(other.fs.setlk(theirs, shared)).as("two readers").isZero();
            FileLock flock = wholeFile(LockType.F_RDLCK);
            flock.flock = true;
            assertThat(other.fs.setlk(theirs, flock)).isEqualTo(-Errno.EAGAIN);
            // They are the same owner's as before.
            assertThat(after.fs.setlk(loaded.handles.getFirst(), wholeFile(LockType.F_UNLCK)))
                    .isZero();
            asked = wholeFile(LockType.F_WRLCK);
            asked.end = 99;
            assertThat(other.fs.setlk(theirs, asked)).isZero();
            other.fs.release(theirs);
        }
        after.fs.release(loaded.handles.getFirst());
    }
}
