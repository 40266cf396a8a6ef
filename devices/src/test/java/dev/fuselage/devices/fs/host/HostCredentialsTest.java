package dev.fuselage.devices.fs.host;

import static dev.fuselage.devices.fs.host.HostShare.caller;
import static dev.fuselage.devices.fs.host.HostShare.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.fuse.linux.AccessMode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.RenameFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whose the files are that a guest makes on a host run by root, and whose rights are in force when.
 */
class HostCredentialsTest {

    private static final int UID = 12345;
    private static final int GID = 23456;

    @TempDir Path directory;
    private final SteppedCalls calls = new SteppedCalls();
    private final Caller user = caller(UID, GID);

    @BeforeEach
    void letEverybodyIn() throws IOException {
        HostThread.assumeRoot("to make files for other users");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private HostShare share() {
        return HostShare.of(directory, HostOptions.DEFAULT, calls);
    }

    @Test
    void everythingTheCallerMakesIsTheCallers() throws IOException {
        try (HostShare share = share()) {
            assertThat(share.fs.createsAsCaller()).isTrue();
            Node root = share.fs.root();
            assertThat(share.create(user, root, "file", 0600, OpenFlags.O_RDWR)).isZero();
            assertThat(share.fs.mkdir(user, root, name("dir"), 0700, share.found)).isZero();
            assertThat(share.fs.mknod(user, root, name("node"), Mode.S_IFREG, 0, share.found))
                    .isZero();
            assertThat(share.fs.symlink(user, root, name("link"), name("to"), share.found))
                    .isZero();
            int flags = OpenFlags.O_RDWR;
            assertThat(share.fs.tmpfile(user, root, 0600, flags, share.found, share.opened))
                    .isZero();
            assertThat(share.fs.link(share.found.node(), root, name("tmp"), share.found)).isZero();
            for (String made : List.of("file", "dir", "node", "link", "tmp")) {
                FileAttributes attributes = share.attributes(share.node(made));
                assertThat(attributes.uid).as("owner of %s", made).isEqualTo(UID);
                assertThat(attributes.gid).as("group of %s", made).isEqualTo(GID);
            }
        }
    }

    @Test
    void theServersOwnIdsAreInForceAgainAfterSuccessAndFailure() {
        try (HostShare share = share()) {
            Node root = share.fs.root();
            Caller inGroups = caller(UID, GID, 7, 8, 9);
            int[] groups = HostThread.groups(calls);
            calls.before(SystemCall.MKDIRAT, () -> assertCallerInForce(7, 8, 9));
            assertThat(share.fs.mkdir(inGroups, root, name("d"), 0755, share.found)).isZero();
            assertServerInForce(groups);
            calls.before(SystemCall.MKDIRAT, () -> assertCallerInForce(7, 8, 9));
            assertThat(share.fs.mkdir(inGroups, root, name("d"), 0755, share.found))
                    .isEqualTo(-Errno.EEXIST);
            assertServerInForce(groups);
        }
    }

    @Test
    void otherThreadsKeepTheirIds() throws IOException {
        List<String> before = idsOfOtherThreads();
        try (HostShare share = share()) {
            calls.before(
                    SystemCall.MKDIRAT, () -> assertThat(idsOfOtherThreads()).isEqualTo(before));
            assertThat(share.fs.mkdir(user, share.fs.root(), name("d"), 0755, share.found))
                    .isZero();
            assertThat(calls.made(SystemCall.SETFSUID)).as("ids were changed").isPositive();
        }
    }

    @Test
    void aCallerWhoIsNobodyInParticularMakesFilesAsTheServer() {
        try (HostShare share = share()) {
            Caller unidentified = caller(-1, -1);
            assertThat(share.fs.mkdir(unidentified, share.fs.root(), name("d"), 0755, share.found))
                    .isZero();
            assertThat(share.found.attributes.uid).isZero();
        }
    }

    @Test
    void idsThisHostDoesNotHaveMakeNothing() {
        try (HostShare share = share()) {
            int[] groups = HostThread.groups(calls);
            // As in a user namespace that maps nothing to that id: the call changes nothing.
            calls.fail(SystemCall.SETFSUID, 2, Errno.EPERM);
            assertThat(share.fs.mkdir(user, share.fs.root(), name("d"), 0755, share.found))
                    .isEqualTo(-Errno.EINVAL);
            assertServerInForce(groups);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void moreGroupsThanThereWasRoomFor() {
        try (HostShare share = share()) {
            Caller member = caller(UID, GID);
            for (int g = 0; g < 1000; g++) {
                member.addGroup(100_000 + g);
            }
            calls.before(
                    SystemCall.MKDIRAT,
                    () -> assertThat(HostThread.groups(calls)).hasSize(1000).endsWith(100_999));
            assertThat(share.fs.mkdir(member, share.fs.root(), name("d"), 0755, share.found))
                    .isZero();
        }
    }

    @Test
    void theHostAppliesItsRulesForSetGroupIdDirectories() throws IOException {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.setAttribute(shared, "unix:gid", 500);
        Files.setAttribute(shared, "unix:mode", 02777);
        try (HostShare share = share()) {
            Node dir = share.node("shared");
            int mode = 02775;
            assertThat(share.create(user, dir, "outsider", mode, OpenFlags.O_RDWR)).isZero();
            assertThat(share.found.attributes.gid).isEqualTo(500);
            assertThat(share.found.attributes.mode).isEqualTo(Mode.S_IFREG | 0775);
            Caller member = caller(UID, GID, 500);
            assertThat(share.create(member, dir, "member", mode, OpenFlags.O_RDWR)).isZero();
            assertThat(share.found.attributes.mode).isEqualTo(Mode.S_IFREG | 02775);
        }
    }

    @Test
    void theCallersUmaskAppliesAndTheProcessKeepsItsOwn() {
        int before = (int) calls.call(SystemCall.UMASK, 0123);
        try (HostShare share = share()) {
            user.setUmask(027);
            assertThat(share.create(user, share.fs.root(), "f", 0666, OpenFlags.O_RDWR)).isZero();
            assertThat(share.found.attributes.mode).isEqualTo(Mode.S_IFREG | 0640);
            assertThat(umask()).isEqualTo(0123);
            user.setUmask(0);
            assertThat(share.create(user, share.fs.root(), "g", 0666, OpenFlags.O_RDWR)).isZero();
            assertThat(share.found.attributes.mode).isEqualTo(Mode.S_IFREG | 0666);
            assertThat(umask()).isEqualTo(0123);
        } finally {
            calls.call(SystemCall.UMASK, before);
        }
    }

    @Test
    void aWhiteoutIsTheCallers() throws IOException {
        Files.writeString(directory.resolve("f"), "");
        try (HostShare share = share()) {
            Node root = share.fs.root();
            int flags = RenameFlags.RENAME_WHITEOUT;
            int result = share.fs.rename(user, root, name("f"), root, name("g"), flags);
            Assumptions.assumeTrue(result != -Errno.EINVAL, "this file system has no whiteouts");
            assertThat(result).isZero();
            FileAttributes whiteout = share.attributes(share.node("f"));
            assertThat(whiteout.mode & Mode.S_IFMT).isEqualTo(Mode.S_IFCHR);
            assertThat(whiteout.rdev).isZero();
            assertThat(whiteout.uid).isEqualTo(UID);
        }
    }

    @Test
    void accessIsTheCallersNotTheServers() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setAttribute(file, "unix:gid", 500);
        try (HostShare share = share()) {
            Node node = share.node("f");
            assertThat(share.fs.access(node, AccessMode.R_OK, user)).isEqualTo(-Errno.EACCES);
            assertThat(share.fs.access(node, 0, user)).isZero();
            assertThat(share.fs.access(node, AccessMode.R_OK, caller(UID, 500))).isZero();
            assertThat(share.fs.access(node, AccessMode.R_OK, caller(UID, GID, 500))).isZero();
            assertThat(share.fs.access(node, AccessMode.W_OK, caller(UID, 500)))
                    .isEqualTo(-Errno.EACCES);
            assertThat(share.fs.access(node, AccessMode.W_OK, share.root)).isZero();
            assertThat(share.fs.access(node, AccessMode.X_OK, share.root)).isEqualTo(-Errno.EACCES);
        }
    }

    @Test
    void setIdBitsGoWhenTheCallerMayNotKeepThem() throws IOException {
        try (HostShare share = share()) {
            Handle handle = share.create(share.fs.root(), "f", 0777);
            Node node = share.found.node();
            share.write(handle, 0, "content");

            assertSetIdAfter(share, node, () -> share.write(handle, 0, "x", 0), 06777);
            int kill = FileSystem.WRITE_KILL_SUIDGID;
            assertSetIdAfter(share, node, () -> share.write(handle, 0, "x", kill), 0777);

            SetAttributes size = new SetAttributes();
            size.valid = SetAttributes.SIZE;
            assertSetIdAfter(share, node, () -> share.setattr(node, size), 06777);
            size.valid |= SetAttributes.KILL_SUIDGID;
            size.size = 1;
            assertSetIdAfter(share, node, () -> share.setattr(node, size), 0777);

            int flags = OpenFlags.O_RDWR | OpenFlags.O_TRUNC;
            assertSetIdAfter(share, node, () -> share.fs.open(node, flags, 0, share.opened), 06777);
            int openKill = FileSystem.OPEN_KILL_SUIDGID;
            share.write(handle, 0, "content");
            assertSetIdAfter(
                    share, node, () -> share.fs.open(node, flags, openKill, share.opened), 0777);
        }
        HostCapabilitiesProbe.assertFsetidInForce();
    }

    @Test
    void aNewOwnerComesBeforeANewModeSoThatTheModeStays() {
        try (HostShare share = share()) {
            share.create(share.fs.root(), "f", 0777);
            SetAttributes change = new SetAttributes();
            change.valid = SetAttributes.UID | SetAttributes.GID | SetAttributes.MODE;
            change.uid = UID;
            change.gid = GID;
            change.mode = 04755;
            FileAttributes out = new FileAttributes();
            assertThat(share.fs.setattr(share.found.node(), null, change, out)).isZero();
            assertThat(out.uid).isEqualTo(UID);
            assertThat(out.gid).isEqualTo(GID);
            assertThat(out.mode).isEqualTo(Mode.S_IFREG | 04755);
        }
    }

    private interface Operation {
        long run();
    }

    private static void assertSetIdAfter(
            HostShare share, Node node, Operation operation, int permissions) {
        SetAttributes change = new SetAttributes();
        change.valid = SetAttributes.MODE;
        change.mode = 06777;
        assertThat(share.setattr(node, change)).isZero();
        assertThat(operation.run()).isNotNegative();
        assertThat(Mode.permissions(share.attributes(node).mode))
                .as("permissions %o afterwards", permissions)
                .isEqualTo(permissions);
    }

    private void assertCallerInForce(int... groups) {
        assertThat(HostThread.fsuid(calls)).isEqualTo(UID);
        assertThat(HostThread.fsgid(calls)).isEqualTo(GID);
        assertThat(HostThread.groups(calls)).containsExactly(groups);
    }

    private void assertServerInForce(int[] groups) {
        assertThat(HostThread.fsuid(calls)).isZero();
        assertThat(HostThread.fsgid(calls)).isZero();
        assertThat(HostThread.groups(calls)).containsExactly(groups);
        HostCapabilitiesProbe.assertFsetidInForce();
    }

    private int umask() {
        return (int) calls.call(SystemCall.UMASK, 0123);
    }

    /** The Uid and Gid lines of all threads but this one, which has a name of its own. */
    private static List<String> idsOfOtherThreads() throws IOException {
        Path self = Path.of("/proc/thread-self").toRealPath();
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.filter(t -> !t.getFileName().equals(self.getFileName()))
                    .flatMap(t -> idLines(t.resolve("status")).stream())
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    private static List<String> idLines(Path status) {
        try {
            return Files.readAllLines(status).stream()
                    .filter(l -> l.startsWith("Uid:") || l.startsWith("Gid:"))
                    .toList();
        } catch (IOException e) {
            return List.of(); // that thread has ended
        }
    }
}
