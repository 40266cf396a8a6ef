package dev.fuselage.devices.fs.host;

import static dev.fuselage.devices.fs.host.HostShare.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing a guest asks for, and nothing that happens on the host meanwhile, leads out of the share.
 */
class HostConfinementTest {

    @TempDir Path above;
    private Path directory;
    private Path secret;
    private final SteppedCalls calls = new SteppedCalls();

    @BeforeEach
    void makeShareBesideASecret() throws IOException {
        directory = Files.createDirectory(above.resolve("share"));
        secret = Files.writeString(above.resolve("secret"), "keep out");
    }

    private HostShare share() {
        return HostShare.of(directory, HostOptions.DEFAULT, calls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/etc/passwd", "../secret", "nul\0nul"})
    void whatIsNotOneNameIsRefusedBeforeTheHostSeesIt(String bad) {
        try (HostShare share = share()) {
            Node root = share.fs.root();
            FileName name = name(bad);
            Caller caller = share.root;
            int before = calls.made();
            assertThat(share.fs.lookup(root, name, share.found)).isEqualTo(-Errno.EINVAL);
            assertThat(share.create(caller, root, bad, 0644, OpenFlags.O_RDWR))
                    .isEqualTo(-Errno.EINVAL);
            assertThat(share.fs.mkdir(caller, root, name, 0755, share.found))
                    .isEqualTo(-Errno.EINVAL);
            assertThat(share.fs.mknod(caller, root, name, Mode.S_IFIFO, 0, share.found))
                    .isEqualTo(-Errno.EINVAL);
            assertThat(share.fs.symlink(caller, root, name, name("target"), share.found))
                    .isEqualTo(-Errno.EINVAL);
            assertThat(share.fs.link(root, root, name, share.found)).isEqualTo(-Errno.EINVAL);
            assertThat(share.fs.unlink(root, name)).isEqualTo(-Errno.EINVAL);
            assertThat(share.fs.rmdir(root, name)).isEqualTo(-Errno.EINVAL);
            assertThat(share.fs.rename(caller, root, name, root, name("x"), 0))
                    .isEqualTo(-Errno.EINVAL);
            assertThat(share.fs.rename(caller, root, name("x"), root, name, 0))
                    .isEqualTo(-Errno.EINVAL);
            assertThat(calls.made()).as("system calls made").isEqualTo(before);
        }
    }

    @Test
    void theHostItselfWouldRefuseDotDotAndAbsoluteNames() {
        Host host = Host.of(calls, HostOptions.DEFAULT, Arena.ofAuto());
        int fd = host.descriptors().shareRoot(name(directory.toString()));
        assertThat(host.nodes().makeRoot(fd)).isZero();
        HostNode root = host.nodes().root();
        assertThat(host.descriptors().path(root, name(".."))).isEqualTo(-Errno.EXDEV);
        assertThat(host.descriptors().path(root, name("../secret"))).isEqualTo(-Errno.EXDEV);
        assertThat(host.descriptors().path(root, name("/etc"))).isEqualTo(-Errno.EXDEV);
        host.nodes().close();
    }

    @Test
    void aNameOf256BytesIsTooLong() {
        try (HostShare share = share()) {
            assertThat(share.lookup(share.fs.root(), "n".repeat(256)))
                    .isEqualTo(-Errno.ENAMETOOLONG);
        }
    }

    @Test
    void aSymbolicLinkIsFoundButNeverFollowed() throws IOException {
        Files.createSymbolicLink(directory.resolve("file"), secret);
        Files.createSymbolicLink(directory.resolve("up"), Path.of(".."));
        try (HostShare share = share()) {
            Node file = share.node("file");
            assertThat(share.attributes(file).mode & Mode.S_IFMT).isEqualTo(Mode.S_IFLNK);
            assertThat(share.readlink(file)).isEqualTo(secret.toString());
            assertThat(share.fs.open(file, OpenFlags.O_RDONLY, 0, share.opened))
                    .isEqualTo(-Errno.EBADF);
            Node up = share.node("up");
            assertThat(share.fs.opendir(up, share.opened)).isEqualTo(-Errno.ENOTDIR);
            assertThat(share.lookup(up, "secret")).isEqualTo(-Errno.ENOTDIR);
            assertThat(share.create(share.root, up, "new", 0644, OpenFlags.O_RDWR))
                    .isEqualTo(-Errno.ENOTDIR);
            assertThat(share.fs.mkdir(share.root, up, name("new"), 0755, share.found))
                    .isEqualTo(-Errno.ENOTDIR);
            assertThat(share.fs.unlink(up, name("secret"))).isEqualTo(-Errno.ENOTDIR);
        }
        assertThat(above).isDirectoryNotContaining("glob:**/new");
    }

    @Test
    void attributesOfALinkAreItsOwn() throws IOException {
        FileTime time = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(secret, time);
        Files.createSymbolicLink(directory.resolve("link"), secret);
        try (HostShare share = share()) {
            Node link = share.node("link");
            SetAttributes change = new SetAttributes();
            change.valid = SetAttributes.MTIME;
            change.mtime = 77;
            assertThat(share.setattr(link, change)).isZero();
            assertThat(share.attributes(link).mtime).isEqualTo(77);
            change.valid = SetAttributes.SIZE;
            assertThat(share.setattr(link, change)).isEqualTo(-Errno.EINVAL);
            change.valid = SetAttributes.MODE;
            change.mode = 0777;
            assertThat(share.setattr(link, change)).isEqualTo(-Errno.EOPNOTSUPP);
        }
        assertThat(Files.getLastModifiedTime(secret)).isEqualTo(time);
        assertThat(secret).hasContent("keep out");
    }

    @Test
    void createThroughALinkOpensNothingBehindIt() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), secret);
        try (HostShare share = share()) {
            int flags = OpenFlags.O_RDWR | OpenFlags.O_TRUNC;
            assertThat(share.create(share.root, share.fs.root(), "link", 0644, flags))
                    .isEqualTo(-Errno.EBADF);
            assertThat(share.fs.nodes()).as("nodes besides the root").isEqualTo(1);
        }
        assertThat(secret).hasContent("keep out");
    }

    @Test
    void magicLinksOfProcLeadNowhere() {
        directory = Path.of("/proc");
        long pid = ProcessHandle.current().pid();
        try (HostShare share = share()) {
            Node process = share.node(Long.toString(pid));
            for (String magic : new String[] {"root", "cwd"}) {
                assertThat(share.lookup(process, magic)).isZero();
                Node link = share.found.node();
                assertThat(share.fs.opendir(link, share.opened)).isEqualTo(-Errno.ENOTDIR);
                assertThat(share.lookup(link, "etc")).isEqualTo(-Errno.ENOTDIR);
            }
            assertThat(share.lookup(process, "exe")).isZero();
            assertThat(share.fs.open(share.found.node(), OpenFlags.O_RDONLY, 0, share.opened))
                    .isEqualTo(-Errno.EBADF);
        }
    }

    @Test
    void aDirectorySwappedForALinkIsStillTheDirectory() throws IOException {
        Path dir = Files.createDirectory(directory.resolve("dir"));
        try (HostShare share = share()) {
            Node held = share.node("dir");
            Files.move(dir, directory.resolve("moved"));
            Files.createSymbolicLink(dir, above);
            assertThat(share.lookup(held, "secret")).isEqualTo(-Errno.ENOENT);
            share.create(held, "new", 0644);
            assertThat(directory.resolve("moved/new")).exists();
            assertThat(above.resolve("new")).doesNotExist();
        }
    }

    @Test
    void aFileSwappedForALinkDuringLookupIsWhatWasFoundFirst() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "inside");
        long ino = inode(file);
        try (HostShare share = share()) {
            calls.after(SystemCall.OPENAT2, () -> swapForLink(file, secret));
            assertThat(share.lookup(share.fs.root(), "file")).isZero();
            assertThat(share.found.attributes.ino).isEqualTo(ino);
            assertThat(share.found.attributes.mode & Mode.S_IFMT).isEqualTo(Mode.S_IFREG);
            share.open(share.found.node(), OpenFlags.O_RDONLY);
            assertThat(share.read(share.opened.handle(), 0, 100)).isEqualTo("inside");
        }
    }

    @Test
    void aFileSwappedForALinkBetweenLookupAndOpenIsStillTheFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "inside");
        try (HostShare share = share()) {
            Node node = share.node("file");
            calls.before(SystemCall.OPENAT, () -> swapForLink(file, secret));
            share.open(node, OpenFlags.O_RDWR | OpenFlags.O_TRUNC);
        }
        assertThat(secret).hasContent("keep out");
    }

    @Test
    void aLinkThatAppearsWhileCreatingIsNotFollowed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "inside");
        try (HostShare share = share()) {
            // The first openat2 finds the name taken; then it becomes a link.
            calls.after(SystemCall.OPENAT2, () -> swapForLink(file, secret));
            int flags = OpenFlags.O_RDWR | OpenFlags.O_TRUNC;
            assertThat(share.create(share.root, share.fs.root(), "file", 0644, flags))
                    .isEqualTo(-Errno.EBADF);
        }
        assertThat(secret).hasContent("keep out");
    }

    @Test
    void aCreatedFileIsItsNodeWhateverItsNameIsByThen() throws IOException {
        Path file = directory.resolve("file");
        try (HostShare share = share()) {
            calls.after(SystemCall.OPENAT2, () -> swapForLink(file, secret));
            assertThat(share.create(share.root, share.fs.root(), "file", 0640, OpenFlags.O_RDWR))
                    .isZero();
            assertThat(share.found.attributes.mode).isEqualTo(Mode.S_IFREG | 0640);
            assertThat(share.found.attributes.nlink).isZero();
            assertThat(share.write(share.opened.handle(), 0, "into the void")).isEqualTo(13);
        }
        assertThat(secret).hasContent("keep out");
    }

    @Test
    void aDirectorySwappedForALinkWhileMadeIsALinkToTheGuest() throws IOException {
        Path made = directory.resolve("made");
        try (HostShare share = share()) {
            calls.after(
                    SystemCall.MKDIRAT,
                    () -> {
                        Files.delete(made);
                        Files.createSymbolicLink(made, above);
                    });
            assertThat(share.fs.mkdir(share.root, share.fs.root(), name("made"), 0755, share.found))
                    .isZero();
            assertThat(share.found.attributes.mode & Mode.S_IFMT).isEqualTo(Mode.S_IFLNK);
            assertThat(share.lookup(share.found.node(), "secret")).isEqualTo(-Errno.ENOTDIR);
        }
    }

    @Test
    void renameAndUnlinkActOnTheLinkNotOnWhatItNames() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), secret);
        try (HostShare share = share()) {
            Node root = share.fs.root();
            assertThat(share.fs.rename(share.root, root, name("link"), root, name("moved"), 0))
                    .isZero();
            assertThat(directory.resolve("moved")).isSymbolicLink();
            Node moved = share.node("moved");
            assertThat(share.fs.link(moved, root, name("second"), share.found)).isZero();
            assertThat(share.found.node()).isSameAs(moved);
            assertThat(share.fs.unlink(root, name("second"))).isZero();
            assertThat(share.fs.unlink(root, name("moved"))).isZero();
        }
        assertThat(secret).hasContent("keep out");
    }

    @Test
    void specialFilesAreNeverOpened() throws IOException {
        try (HostShare share = share()) {
            Node root = share.fs.root();
            for (int type : new int[] {Mode.S_IFIFO, Mode.S_IFSOCK}) {
                FileName name = name("special" + type);
                assertThat(share.fs.mknod(share.root, root, name, type | 0644, 0, share.found))
                        .isZero();
                // Opened for both directions, as otherwise a FIFO's open would wait.
                assertThat(share.fs.open(share.found.node(), OpenFlags.O_RDWR, 0, share.opened))
                        .isEqualTo(-Errno.EBADF);
                assertThat(share.fs.syncfs(share.found.node())).isZero();
            }
            assertThat(share.fs.open(root, OpenFlags.O_RDONLY, 0, share.opened))
                    .isEqualTo(-Errno.EBADF);
        }
    }

    @Test
    void deviceNodesAreRefusedUnlessAllowed() {
        HostThread.assumeRoot("to make device nodes");
        int device = Mode.S_IFCHR | 0600;
        int null_ = 1 << 8 | 3;
        try (HostShare share = share()) {
            assertThat(mknod(share, "null", device, null_)).isEqualTo(-Errno.EPERM);
            assertThat(mknod(share, "disk", Mode.S_IFBLK | 0600, null_)).isEqualTo(-Errno.EPERM);
        }
        try (HostShare share = HostShare.of(directory, HostOptions.DEFAULT.withDeviceNodes(true))) {
            assertThat(mknod(share, "null", device, null_)).isZero();
            FileAttributes attributes = share.attributes(share.found.node());
            assertThat(attributes.mode).isEqualTo(device);
            assertThat(attributes.rdev).isEqualTo(null_);
            assertThat(share.fs.open(share.found.node(), OpenFlags.O_RDONLY, 0, share.opened))
                    .isEqualTo(-Errno.EBADF);
        }
    }

    private static int mknod(HostShare share, String name, int mode, int rdev) {
        return share.fs.mknod(share.root, share.fs.root(), name(name), mode, rdev, share.found);
    }

    private static void swapForLink(Path file, Path target) throws IOException {
        Files.delete(file);
        Files.createSymbolicLink(file, target);
    }

    private static long inode(Path file) throws IOException {
        return (long) Files.getAttribute(file, "unix:ino");
    }
}
