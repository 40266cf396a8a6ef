package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.host.HostFileSystem;
import dev.fuselage.devices.fs.host.HostOptions;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.machine.cost.CostProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The requests that a real Linux 6.12 guest has sent to virtiofsd 1.13.2 over ext4, sent to our
 * server over the in-memory file system: every reply is the one recorded. 82 workloads in up to 14
 * modes.
 */
class RecordedGuestTest {

    private static final String RESOURCE = "recorded-guest.txt";

    private record Recording(String name, String mode, List<String> lines) {}

    private static List<Recording> recordings() throws IOException {
        List<Recording> all = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        RecordedGuestTest.class.getResourceAsStream(RESOURCE)),
                                StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("= ")) {
                    String[] w = line.split(" ", -1);
                    all.add(new Recording(w[1], w[2], new ArrayList<>()));
                } else {
                    all.getLast().lines().add(line);
                }
            }
        }
        return all;
    }

    private static ServerConfig config(String mode) {
        CachePolicy policy =
                mode.startsWith("none") || mode.startsWith("cnone")
                        ? CachePolicy.NONE
                        : mode.startsWith("always")
                                ? CachePolicy.ALWAYS
                                : mode.startsWith("metadata")
                                        ? CachePolicy.METADATA
                                        : CachePolicy.AUTO;
        boolean acl = mode.endsWith("acl");
        return ServerConfig.builder(policy)
                .writeback(mode.contains("wb"))
                .xattr(mode.endsWith("x") || acl)
                .posixAcl(acl)
                .killPriv(mode.endsWith("kp2") ? KillPriv.V2 : KillPriv.GUEST)
                .allowMmap(mode.endsWith("mmap"))
                .locks(mode.startsWith("c"))
                // Those modes were recorded with the server in C.
                .quirks(ServerQuirk.BLOCKING_LOCK_REFUSED)
                .build();
    }

    @TestFactory
    Stream<DynamicTest> everyReplyIsTheOneRecorded() throws IOException {
        return recordings().stream()
                .map(r ->
                        DynamicTest.dynamicTest(
                                r.name() + "." + r.mode(),
                                () ->
                                        compare(
                                                r,
                                                new MemoryFileSystem(
                                                        () -> FileSystemClock.BASE_NANOS))));
    }

    /**
     * The same over a directory of this host, where it is as the recording's was: root's, on ext4.
     */
    @TestFactory
    Stream<DynamicTest> everyReplyIsTheOneRecordedOverAHostDirectory(@TempDir Path shares)
            throws IOException {
        boolean root = Files.getAttribute(shares, "unix:uid").equals(0);
        boolean ext4 = Files.getFileStore(shares).type().equals("ext4");
        Assumptions.assumeTrue(root && ext4, "needs to be root, and temporary files on ext4");
        return recordings().stream()
                .map(r ->
                        DynamicTest.dynamicTest(
                                r.name() + "." + r.mode(),
                                () -> compare(r, host(shares, r.name() + r.mode()))));
    }

    private static FileSystem host(Path shares, String name) throws IOException {
        Path share = Files.createDirectory(shares.resolve(name));
        Files.setPosixFilePermissions(share, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new HostFileSystem(share, HostOptions.DEFAULT);
    }

    private static void compare(Recording recording, FileSystem fileSystem) {
        try (FileSystem fs = fileSystem;
                RawGuest g =
                        new RawGuest(
                                new FuseServer(
                                        fs, config(recording.mode()), CostProfile.standard()),
                                ByteOrder.LITTLE_ENDIAN)) {
            TraceReplay replay = new TraceReplay(g, fs);
            StringBuilder ours = new StringBuilder();
            StringBuilder theirs = new StringBuilder();
            for (String line : recording.lines()) {
                String reply = replay.line(line);
                boolean forbidden = line.startsWith("MKNOD") && reply.equals("EPERM");
                Assumptions.assumeFalse(forbidden, "this machine lets nobody make devices");
                if (line.contains(" -> ") && !isOfAnotherServer(recording, line)) {
                    String request = line.substring(0, line.indexOf(" -> ") + 4);
                    theirs.append(normal(line)).append('\n');
                    ours.append(normal(request + reply)).append('\n');
                }
            }
            assertThat(ours.toString()).isEqualTo(theirs.toString());
        }
    }

    /**
     * Takes out what depends on ext4's order of names: how many of them a buffer holds after the
     * first, and whether "." and ".." are among those.
     */
    private static String normal(String line) {
        String s = line.replaceAll(" withnode=\\d+", "");
        return s.startsWith("READDIR") && s.contains(" off=C ")
                ? s.replaceAll("entries=\\d+", "entries")
                : s.replace("-> ENOTSUP", "-> EOPNOTSUPP");
    }

    /**
     * Replies that are not ours to copy: INIT and DESTROY of the older C server that two modes were
     * recorded with.
     */
    private static boolean isOfAnotherServer(Recording recording, String line) {
        boolean session = line.startsWith("INIT") || line.startsWith("DESTROY");
        return session && recording.mode().startsWith("c");
    }
}
