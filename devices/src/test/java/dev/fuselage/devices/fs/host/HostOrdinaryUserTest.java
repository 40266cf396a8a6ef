package dev.fuselage.devices.fs.host;

import static dev.fuselage.devices.fs.host.HostShare.caller;
import static dev.fuselage.devices.fs.host.HostShare.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory shared by somebody who is not root. */
class HostOrdinaryUserTest {

    @TempDir Path directory;

    @BeforeEach
    void letEverybodyIn() throws IOException {
        permissions(directory, "rwxrwxrwx");
    }

    @Test
    void newFilesAreTheUsersWhoeverInTheGuestMakesThem() {
        HostThread.asOrdinaryUser(() -> {
            int me = me();
            try (HostShare share = HostShare.of(directory)) {
                assertThat(share.fs.createsAsCaller()).isFalse();
                Node root = share.fs.root();
                for (int uid : new int[] {0, me, 4711}) {
                    var c = caller(uid, uid);
                    String name = "by" + uid;
                    assertThat(share.create(c, root, name, 0644, OpenFlags.O_RDWR)).isZero();
                    assertThat(share.found.attributes.uid).isEqualTo(me);
                }
            }
            return null;
        });
    }

    @Test
    void chownToSomebodyElseIsEpermAndToOneselfIsNothing() {
        HostThread.asOrdinaryUser(() -> {
            try (HostShare share = HostShare.of(directory)) {
                share.create(share.fs.root(), "f", 0644);
                Node node = share.found.node();
                SetAttributes change = new SetAttributes();
                change.valid = SetAttributes.UID;
                change.uid = 4711;
                assertThat(share.setattr(node, change)).isEqualTo(-Errno.EPERM);
                change.uid = me();
                assertThat(share.setattr(node, change)).isZero();
            }
            return null;
        });
    }

    @Test
    void whatTheUserMayNotReadTheGuestsRootMayNotEither() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "private");
        Path dir = Files.createDirectory(directory.resolve("d"));
        permissions(file, "---------");
        permissions(dir, "---------");
        HostThread.asOrdinaryUser(() -> {
            try (HostShare share = HostShare.of(directory)) {
                Node node = share.node("f");
                int mode = Mode.S_IFREG;
                assertThat(share.attributes(node).mode).isEqualTo(mode);
                assertThat(share.fs.open(node, OpenFlags.O_RDONLY, 0, share.opened))
                        .isEqualTo(-Errno.EACCES);
                assertThat(share.fs.opendir(share.node("d"), share.opened))
                        .isEqualTo(-Errno.EACCES);
                assertThat(share.lookup(share.node("d"), "x")).isEqualTo(-Errno.EACCES);
            }
            return null;
        });
        permissions(dir, "rwx------");
    }

    @Test
    void anOpenFileIsTruncatedAlthoughItsModeForbidsOpeningIt() {
        HostThread.asOrdinaryUser(() -> {
            try (HostShare share = HostShare.of(directory)) {
                Handle handle = share.create(share.fs.root(), "f", 0400);
                share.write(handle, 0, "content");
                SetAttributes change = new SetAttributes();
                change.valid = SetAttributes.SIZE;
                change.size = 3;
                Node node = share.found.node();
                assertThat(share.setattr(node, change)).isEqualTo(-Errno.EACCES);
                FileAttributes out = new FileAttributes();
                assertThat(share.fs.setattr(node, handle, change, out)).isZero();
                assertThat(out.size).isEqualTo(3);
            }
            return null;
        });
    }

    @Test
    void deviceNodesAreTheHostsToRefuse() {
        HostThread.asOrdinaryUser(() -> {
            HostOptions allowed = HostOptions.DEFAULT.withDeviceNodes(true);
            try (HostShare share = HostShare.of(directory, allowed)) {
                int mode = Mode.S_IFCHR | 0600;
                Node root = share.fs.root();
                assertThat(
                                share.fs.mknod(
                                        share.root,
                                        root,
                                        name("null"),
                                        mode,
                                        1 << 8 | 3,
                                        share.found))
                        .isEqualTo(-Errno.EPERM);
            }
            return null;
        });
    }

    @Test
    void anUnreadableDirectoryIsRefusedInOneLine() throws IOException {
        refusedWith("-wx-wx-wx", "it cannot be read: permission denied");
    }

    @Test
    void aDirectoryThatCannotBeEnteredIsRefusedInOneLine() throws IOException {
        refusedWith("r--r--r--", "it cannot be entered: permission denied");
    }

    @Test
    void aDirectoryBehindAClosedOneIsRefusedInOneLine() throws IOException {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        Path inner = Files.createDirectory(closed.resolve("inner"));
        permissions(closed, "---------");
        HostThread.asOrdinaryUser(() -> {
            assertThatThrownBy(() -> new HostFileSystem(inner, HostOptions.DEFAULT))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot share %s: it cannot be opened: permission denied", inner);
            return null;
        });
        permissions(closed, "rwx------");
    }

    private void refusedWith(String permissions, String why) throws IOException {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        permissions(closed, permissions);
        HostThread.asOrdinaryUser(() -> {
            long before = HostThread.openDescriptors();
            assertThatThrownBy(() -> new HostFileSystem(closed, HostOptions.DEFAULT))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot share %s: %s", closed, why);
            assertThat(HostThread.openDescriptors()).isEqualTo(before);
            return null;
        });
        permissions(closed, "rwx------");
    }

    private static int me() {
        return (int) HostThread.systemCalls().call(SystemCall.GETEUID);
    }

    private static void permissions(Path path, String text) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(text));
    }
}
