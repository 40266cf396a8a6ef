package dev.fuselage.devices.fs.host;

import static dev.fuselage.devices.fs.host.HostShare.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that looks at more files than the host has descriptors for. */
class HostDescriptorLimitTest {

    private static final int LIMIT = 20;
    private static final int FILES = 200;

    @TempDir Path directory;
    private final SteppedCalls calls = new SteppedCalls();

    private HostShare limited() {
        return HostShare.of(directory, HostOptions.DEFAULT.withDescriptors(LIMIT), calls);
    }

    private static void assumeFileHandles(HostShare share) {
        Assumptions.assumeTrue(
                ((HostNode) share.fs.root()).mount().descriptor >= 0,
                "needs CAP_DAC_READ_SEARCH and a file system with file handles");
    }

    private void makeFiles() throws IOException {
        for (int i = 0; i < FILES; i++) {
            Files.writeString(directory.resolve("f" + i), "content of " + i);
        }
    }

    private List<Node> lookUpAll(HostShare share) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            nodes.add(share.node("f" + i));
            assertThat(share.fs.descriptors()).isLessThanOrEqualTo(LIMIT);
        }
        return nodes;
    }

    @Test
    void everyNodeOfALargeTreeStaysUsable() throws IOException {
        makeFiles();
        try (HostShare share = limited()) {
            assumeFileHandles(share);
            List<Node> nodes = lookUpAll(share);
            assertThat(share.fs.nodes()).isEqualTo(FILES + 1);
            for (int i = 0; i < FILES; i++) {
                Path file = directory.resolve("f" + i);
                long ino = (long) Files.getAttribute(file, "unix:ino");
                assertThat(share.attributes(nodes.get(i)).ino).isEqualTo(ino);
                assertThat(share.node("f" + i)).as("node of f%d", i).isSameAs(nodes.get(i));
                Handle handle = share.open(nodes.get(i), OpenFlags.O_RDONLY);
                assertThat(share.read(handle, 0, 100)).isEqualTo("content of " + i);
                share.fs.release(handle);
                assertThat(share.fs.descriptors()).isLessThanOrEqualTo(LIMIT);
            }
            for (Node n : nodes) {
                share.fs.forget(n, 2);
            }
            assertThat(share.fs.nodes()).isEqualTo(1);
            assertThat(share.fs.descriptors()).as("root and its mount").isEqualTo(2);
        }
    }

    @Test
    void directoriesWithoutADescriptorAreStillActedIn() throws IOException {
        Files.createDirectories(directory.resolve("from"));
        Files.createDirectories(directory.resolve("to"));
        Files.writeString(directory.resolve("from/x"), "");
        makeFiles();
        try (HostShare share = limited()) {
            assumeFileHandles(share);
            Node from = share.node("from");
            Node to = share.node("to");
            Caller somebody = HostShare.caller(4711, 4711);
            Files.setPosixFilePermissions(
                    directory.resolve("to"), PosixFilePermissions.fromString("rwxrwxrwx"));
            lookUpAll(share);
            assertThat(((HostNode) from).descriptor).as("descriptor given up").isEqualTo(-1);
            assertThat(share.fs.rename(share.root, from, name("x"), to, name("y"), 0)).isZero();
            lookUpAll(share);
            assertThat(share.create(somebody, to, "z", 0600, OpenFlags.O_RDWR)).isZero();
            assertThat(share.found.attributes.uid).isEqualTo(4711);
            lookUpAll(share);
            assertThat(share.fs.link(share.node("f0"), to, name("l"), share.found)).isZero();
            lookUpAll(share);
            assertThat(share.fs.unlink(to, name("y"))).isZero();
        }
        assertThat(directory.resolve("to")).isDirectoryContaining("glob:**/z");
        assertThat(directory.resolve("to")).isDirectoryContaining("glob:**/l");
        assertThat(directory.resolve("to")).isDirectoryNotContaining("glob:**/y");
    }

    @Test
    void aFileOpenInTheGuestLivesOnWithoutAName() throws IOException {
        makeFiles();
        try (HostShare share = limited()) {
            Node node = share.node("f0");
            Handle handle = share.open(node, OpenFlags.O_RDONLY);
            Files.delete(directory.resolve("f0"));
            for (int i = 1; i < FILES && share.lookup(share.fs.root(), "f" + i) == 0; i++) {
                assertThat(share.fs.descriptors()).isLessThanOrEqualTo(LIMIT);
            }
            assertThat(share.attributes(node).nlink).isZero();
            assertThat(share.read(handle, 0, 100)).isEqualTo("content of 0");
        }
    }

    @Test
    void aFileDeletedWhileItsNodeHasADescriptorKeepsIt() throws IOException {
        makeFiles();
        try (HostShare share = limited()) {
            Node node = share.node("f0");
            Files.delete(directory.resolve("f0"));
            for (int i = 1; i < FILES && share.lookup(share.fs.root(), "f" + i) == 0; i++) {
                assertThat(share.fs.descriptors()).isLessThanOrEqualTo(LIMIT);
            }
            assertThat(share.attributes(node).nlink).isZero();
        }
    }

    @Test
    void anInodeNumberGivenToAnotherFileIsAnotherNode() throws IOException {
        makeFiles();
        try (HostShare share = limited()) {
            assumeFileHandles(share);
            boolean reused = false;
            for (int attempt = 0; attempt < 20 && !reused; attempt++) {
                Path old = Files.writeString(directory.resolve("old"), "");
                Node oldNode = share.node("old");
                lookUpAll(share);
                Files.delete(old);
                Path young = Files.writeString(directory.resolve("young"), "");
                reused = (long) Files.getAttribute(young, "unix:ino") == oldNode.ino();
                if (reused) {
                    Node youngNode = share.node("young");
                    assertThat(youngNode).isNotSameAs(oldNode);
                    FileAttributes out = new FileAttributes();
                    assertThat(share.fs.getattr(oldNode, null, out)).isEqualTo(-Errno.ESTALE);
                    assertThat(share.node("young")).isSameAs(youngNode);
                    share.fs.forget(youngNode, 2);
                }
                share.fs.forget(oldNode, 1);
                Files.delete(young);
            }
            Assumptions.assumeTrue(reused, "needs a file system that gives numbers again soon");
            long known = share.fs.nodes();
            assertThat(known).isEqualTo(FILES + 1);
        }
    }

    @Test
    void withoutFileHandlesTheLimitIsEnfileAndForgettingMakesRoom() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        makeFiles();
        HostThread.asOrdinaryUser(() -> {
            try (HostShare share = limited()) {
                Node root = share.fs.root();
                Node first = share.node("f0");
                int found = 1;
                while (share.lookup(root, "f" + found) == 0) {
                    found++;
                }
                assertThat(share.lookup(root, "f" + found)).isEqualTo(-Errno.ENFILE);
                assertThat(found).as("nodes besides the root").isEqualTo(LIMIT - 1);
                assertThat(share.fs.open(first, OpenFlags.O_RDONLY, 0, share.opened))
                        .isEqualTo(-Errno.ENFILE);
                share.fs.forget(first, 1);
                assertThat(share.create(share.root, root, "new", 0600, OpenFlags.O_RDWR))
                        .as("a file needs room for two descriptors")
                        .isEqualTo(-Errno.ENFILE);
                assertThat(share.lookup(root, "f0")).isZero();
            }
            return null;
        });
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    void aHostOutOfDescriptorsIsAnErrorReplyAndNoMore() throws IOException {
        makeFiles();
        try (HostShare share = HostShare.of(directory, HostOptions.DEFAULT, calls)) {
            Node root = share.fs.root();
            Node file = share.node("f0");
            for (int errno : new int[] {Errno.EMFILE, Errno.ENFILE}) {
                calls.fail(SystemCall.OPENAT2, 1, errno);
                assertThat(share.lookup(root, "f1")).isEqualTo(-errno);
                calls.fail(SystemCall.OPENAT, 1, errno);
                assertThat(share.fs.open(file, OpenFlags.O_RDONLY, 0, share.opened))
                        .isEqualTo(-errno);
                calls.fail(SystemCall.OPENAT, 1, errno);
                assertThat(share.fs.opendir(root, share.opened)).isEqualTo(-errno);
            }
            assertThat(share.lookup(root, "f1")).isZero();
            assertThat(share.fs.open(file, OpenFlags.O_RDONLY, 0, share.opened)).isZero();
        }
    }

    @Test
    void aHostOutOfDescriptorsGetsThoseOfUnusedNodesBack() throws IOException {
        makeFiles();
        try (HostShare share = HostShare.of(directory, HostOptions.DEFAULT, calls)) {
            assumeFileHandles(share);
            List<Node> nodes = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                nodes.add(share.node("f" + i));
            }
            int before = share.fs.descriptors();
            calls.fail(SystemCall.OPENAT2, 5, Errno.EMFILE);
            assertThat(share.lookup(share.fs.root(), "f10")).isZero();
            assertThat(share.fs.descriptors()).isEqualTo(before - 5 + 1);
            assertThat(share.attributes(nodes.getFirst()).size).isEqualTo(12);
        }
    }

    @Test
    void closingGivesEveryDescriptorBack() throws IOException {
        makeFiles();
        long before = HostThread.openDescriptors();
        try (HostShare share = limited()) {
            share.node("f0");
            share.open(share.node("f1"), OpenFlags.O_RDONLY);
            assertThat(share.fs.opendir(share.fs.root(), share.opened)).isZero();
            assertThat(HostThread.openDescriptors()).isGreaterThan(before + 3);
        }
        assertThat(HostThread.openDescriptors()).isEqualTo(before);
    }

    @Test
    void anImpossibleLimitIsRaisedToWhatAShareNeeds() throws IOException {
        makeFiles();
        try (HostShare share = HostShare.of(directory, HostOptions.DEFAULT.withDescriptors(1))) {
            assertThat(share.lookup(share.fs.root(), "f0")).isZero();
        }
    }
}
