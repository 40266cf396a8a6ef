package dev.fuselage.devices.fs.host;

import static dev.fuselage.devices.fs.host.HostShare.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.devices.fs.FileSystemStatistics;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFileSystemTest {

    @TempDir Path directory;

    @Test
    void whatTheGuestWritesTheHostReads() throws IOException {
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = share.create(share.fs.root(), "hello.txt", 0644);
            assertThat(share.write(handle, 0, "hello")).isEqualTo(5);
            assertThat(share.fs.flush(handle)).isZero();
            share.fs.release(handle);
        }
        assertThat(directory.resolve("hello.txt")).hasContent("hello");
    }

    @Test
    void whatTheHostWritesTheGuestReads() throws IOException {
        Files.createDirectories(directory.resolve("a/b"));
        Files.writeString(directory.resolve("a/b/c"), "from the host");
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = share.open(share.node("a/b/c"), OpenFlags.O_RDONLY);
            assertThat(share.read(handle, 5, 100)).isEqualTo("the host");
        }
    }

    @Test
    void anyNameOfAFileLeadsToOneNode() throws IOException {
        Path file = Files.writeString(directory.resolve("first"), "");
        Files.createLink(directory.resolve("second"), file);
        try (HostShare share = HostShare.of(directory)) {
            Node first = share.node("first");
            assertThat(share.node("second")).isSameAs(first);
            assertThat(share.fs.link(first, share.fs.root(), name("third"), share.found)).isZero();
            assertThat(share.found.node()).isSameAs(first);
            assertThat(share.attributes(first).nlink).isEqualTo(3);
            share.fs.forget(first, 3);
            assertThat(share.fs.nodes()).as("nodes besides the root").isEqualTo(1);
        }
    }

    @Test
    void aMissingDirectoryIsRefusedInOneLine() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> new HostFileSystem(missing, HostOptions.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot share %s: no such directory", missing);
    }

    @Test
    void aFileIsRefusedInOneLine() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> new HostFileSystem(file, HostOptions.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot share %s: not a directory", file);
    }

    @Test
    void aHostWithoutOpenat2OrProcIsRefusedInOneLine() {
        long before = HostThread.openDescriptors();
        SteppedCalls old = new SteppedCalls();
        old.fail(SystemCall.OPENAT2, 1, Errno.ENOSYS);
        assertThatThrownBy(() -> new HostFileSystem(directory, HostOptions.DEFAULT, old))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot share %s: this host has no openat2 system call"
                                + " (Linux 5.6 or newer is needed)",
                        directory);
        SteppedCalls bare = new SteppedCalls();
        bare.fail(SystemCall.OPENAT, 1, Errno.ENOENT);
        assertThatThrownBy(() -> new HostFileSystem(directory, HostOptions.DEFAULT, bare))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot share %s: /proc is not mounted on this host", directory);
        assertThat(HostThread.openDescriptors()).isEqualTo(before);
    }

    @Test
    void aDirectoryWithAnyNameAndThroughALinkIsShared() throws IOException {
        Path odd = Files.createDirectory(directory.resolve("100% odd #1?"));
        Files.writeString(odd.resolve("f"), "inside");
        Path link = Files.createSymbolicLink(directory.resolve("link"), odd);
        for (Path shared : new Path[] {odd, link}) {
            try (HostShare share = HostShare.of(shared)) {
                Handle handle = share.open(share.node("f"), OpenFlags.O_RDONLY);
                assertThat(share.read(handle, 0, 100)).isEqualTo("inside");
            }
        }
    }

    @Test
    void statfsTellsWhatTheHostTells() throws IOException {
        try (HostShare share = HostShare.of(directory)) {
            FileSystemStatistics out = new FileSystemStatistics();
            assertThat(share.fs.statfs(share.fs.root(), out)).isZero();
            FileStore store = Files.getFileStore(directory);
            assertThat(out.blocks * out.frsize).isEqualTo(store.getTotalSpace());
            assertThat((long) out.bsize).isEqualTo(store.getBlockSize());
            assertThat(out.namelen).isEqualTo(255);
        }
    }

    @Test
    void durabilityIsAskedOfTheHost() {
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = share.create(share.fs.root(), "f", 0600);
            assertThat(share.fs.fsync(handle, false)).isZero();
            assertThat(share.fs.fsync(handle, true)).isZero();
            assertThat(share.fs.syncfs(share.fs.root())).isZero();
            assertThat(share.fs.opendir(share.fs.root(), share.opened)).isZero();
            assertThat(share.fs.fsyncdir(share.opened.handle(), false)).isZero();
        }
    }

    @Test
    void aMissingNameIsENOENT() {
        try (HostShare share = HostShare.of(directory)) {
            assertThat(share.lookup(share.fs.root(), "nothing")).isEqualTo(-Errno.ENOENT);
        }
    }
}
