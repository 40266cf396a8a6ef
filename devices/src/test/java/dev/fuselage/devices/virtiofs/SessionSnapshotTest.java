package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.host.HostFileSystem;
import dev.fuselage.devices.fs.host.HostOptions;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.fs.wrap.DelayingFileSystem;
import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.server.RawClient;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.snapshot.SnapshotException;
import dev.fuselage.machine.time.Decisions;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An open session on the ring, saved with its machine and continued by a twin. */
final class SessionSnapshotTest {
    private final List<AutoCloseable> toClose = new ArrayList<>();

    @TempDir private Path directory;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : toClose.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        toClose.add(resource);
        return resource;
    }

    private FileSystem memory() {
        return closing(new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS));
    }

    private FileSystem host() throws IOException {
        return closing(new HostFileSystem(directory, HostOptions.DEFAULT));
    }

    private static ServerConfig options() {
        return ServerConfig.builder(CachePolicy.AUTO).xattr(true).locks(true).build();
    }

    private FsGuest guest(RingKind kind, FileSystem fs) {
        return guest(kind.device().workers(2).daxBytes(2 << 20).build(), fs, options());
    }

    private FsGuest guest(VirtioFsConfig config, FileSystem fs, ServerConfig options) {
        FuseServer server = new FuseServer(fs, options, CostProfile.standard());
        return closing(new FsGuest(config, server, Decisions.CLOCK));
    }

    /** What a guest has opened: its numbers are all that it has. */
    private record Opened(long file, long fh, long sub, long dir, long unlinked, long unlinkedFh) {}

    private static Opened open(RawClient client) {
        client.init().ok();
        RawClient.Reply made = client.create(1, "f");
        client.write(made.u64(0), made.u64(128), 0, "before");
        long sub = client.mkdir(1, "sub");
        for (int i = 0; i < 20; i++) {
            RawClient.Reply each = client.create(sub, "n%02d".formatted(i));
            client.release(each.u64(0), each.u64(128)).ok();
            client.forget(each.u64(0), 1);
        }
        long dir = client.opendir(sub);
        RawClient.Reply gone = client.create(1, "gone");
        client.write(gone.u64(0), gone.u64(128), 0, "unlinked");
        client.lookup(1, "f");
        return new Opened(made.u64(0), made.u64(128), sub, dir, gone.u64(0), gone.u64(128));
    }

    private static String list(RawClient client, Opened opened, long offset) {
        return client.askRead(Opcode.READDIR, opened.sub, opened.dir, offset, 4096)
                .send()
                .ok()
                .text();
    }

    /** Uses everything that is open; the answers in one text. */
    private static String use(RawClient client, Opened opened) {
        StringBuilder said = new StringBuilder();
        said.append(client.read(opened.file, opened.fh, 0, 100).ok().text());
        client.write(opened.file, opened.fh, 6, ", after");
        said.append(client.read(opened.file, opened.fh, 0, 100).ok().text());
        said.append(list(client, opened, 0));
        // Both lookups are given back, one at a time.
        client.forget(opened.file, 1);
        said.append(client.getattr(opened.file).error());
        client.forget(opened.file, 1);
        said.append(client.getattr(opened.file).error());
        RawClient.Reply next = client.create(1, "next");
        said.append(" nodeid ").append(next.u64(0)).append(" fh ").append(next.u64(128));
        return said.toString();
    }

    @ParameterizedTest
    @MethodSource("dev.fuselage.devices.virtiofs.RingKind#all")
    void aSessionOverAFileSystemInMemoryGoesOnByteForByte(RingKind kind) {
        FsGuest guest = guest(kind, memory());
        RingClient client = new RingClient(guest, kind, ByteOrder.LITTLE_ENDIAN);
        Opened opened = open(client);
        client.ask(Opcode.UNLINK, 1).name("gone").send().ok();
        assertThat(guest.device.isQuiescent()).isTrue();
        byte[] file = guest.save();

        FsGuest twin = guest(kind, memory());
        twin.load(file);
        assertThat(twin.save()).as("saved again").isEqualTo(file);
        RingClient other = new RingClient(client, twin);
        assertThat(use(other, opened)).isEqualTo(use(client, opened)).contains("before, after");
        assertThat(other.read(opened.unlinked, opened.unlinkedFh, 0, 100).ok().text())
                .isEqualTo("unlinked");
        client.read(opened.unlinked, opened.unlinkedFh, 0, 100).ok();
        assertThat(twin.simulation.now()).isEqualTo(guest.simulation.now());
        assertThat(twin.save()).as("after the same requests").isEqualTo(guest.save());
    }

    @Test
    void aSessionInBigEndianGoesOnInBigEndian() {
        FsGuest guest = guest(RingKind.SPLIT, memory());
        RingClient client = new RingClient(guest, RingKind.SPLIT, ByteOrder.BIG_ENDIAN);
        Opened opened = open(client);
        FsGuest twin = guest(RingKind.SPLIT, memory());
        twin.load(guest.save());
        assertThat(use(new RingClient(client, twin), opened)).contains("before, after");
    }

    @ParameterizedTest
    @MethodSource("dev.fuselage.devices.virtiofs.RingKind#formats")
    void aSessionOverASharedDirectoryGoesOn(RingKind kind) throws IOException {
        HostFileSystem first = new HostFileSystem(directory, HostOptions.DEFAULT);
        FsGuest guest = guest(kind, first);
        RingClient client = new RingClient(guest, kind, ByteOrder.LITTLE_ENDIAN);
        Opened opened = open(client);
        String listed = list(client, opened, 0);
        byte[] file = guest.save();
        first.close();

        FsGuest twin = guest(kind, host());
        twin.load(file);
        assertThat(twin.save()).as("saved again").isEqualTo(file);
        RingClient other = new RingClient(client, twin);
        assertThat(list(other, opened, 0)).isEqualTo(listed);
        assertThat(other.lookup(1, "f")).as("nodeid of a known file").isEqualTo(opened.file);
        other.forget(opened.file, 1);
        assertThat(use(other, opened))
                .contains("before, after")
                .endsWith("okEBADF nodeid %d fh %d".formatted(opened.unlinked + 1, 24));
        assertThat(Files.readString(directory.resolve("f"))).isEqualTo("before, after");
    }

    @Test
    void whatIsGoneFromTheSharedDirectoryIsStaleAndNothingElse() throws IOException {
        HostFileSystem first = new HostFileSystem(directory, HostOptions.DEFAULT);
        FsGuest guest = guest(RingKind.SPLIT, first);
        RingClient client = new RingClient(guest, RingKind.SPLIT, ByteOrder.LITTLE_ENDIAN);
        Opened opened = open(client);
        byte[] file = guest.save();
        first.close();
        // Another file takes the name, so that only its identity tells.
        Files.delete(directory.resolve("gone"));
        Files.writeString(directory.resolve("other"), "another");
        Files.move(directory.resolve("other"), directory.resolve("gone"));

        FsGuest twin = guest(RingKind.SPLIT, host());
        twin.load(file);
        RingClient other = new RingClient(client, twin);
        other.getattr(opened.unlinked).fails(Errno.ESTALE);
        other.read(opened.unlinked, opened.unlinkedFh, 0, 10).fails(Errno.ESTALE);
        other.askWrite(opened.unlinked, opened.unlinkedFh, 0, "x").send().fails(Errno.ESTALE);
        other.ask(Opcode.OPEN, opened.unlinked).u32(0, 0).send().fails(Errno.ESTALE);
        assertThat(other.lookup(1, "gone")).isNotEqualTo(opened.unlinked);
        other.release(opened.unlinked, opened.unlinkedFh).ok();
        other.forget(opened.unlinked, 1);
        assertThat(use(other, opened)).contains("before, after");
        assertThat(Files.readString(directory.resolve("gone"))).isEqualTo("another");
        byte[] again = twin.save();
        assertThat(again).isNotEmpty();
    }

    /**
     * Two slow workers, five requests on two queues: some served, some waiting, some in the ring.
     */
    @ParameterizedTest
    @MethodSource("dev.fuselage.devices.virtiofs.RingKind#formats")
    void requestsInFlightAreAnsweredByTheTwin(RingKind kind) {
        FsGuest guest = guest(kind, closing(new DelayingFileSystem(memory(), 5_000, 0)));
        RingClient client = new RingClient(guest, kind, ByteOrder.LITTLE_ENDIAN);
        client.init().ok();
        for (int i = 0; i < 5; i++) {
            client.submit(1, client.ask(Opcode.GETATTR, 1).u32(0, 0).u64(0).message(), 120, 0);
        }
        long start = guest.simulation.now();
        for (int part = 1; part < 7; part++) {
            guest.runTo(start + part * 2_500L);
            byte[] file = guest.save();
            FsGuest twin = guest(kind, closing(new DelayingFileSystem(memory(), 5_000, 0)));
            twin.load(file);
            assertThat(twin.save()).as("saved again").isEqualTo(file);
            RingClient other = new RingClient(client, twin);
            twin.run();
            int answers = 0;
            while (true) {
                RingClient.Answer answer = other.take(1);
                if (answer == null) {
                    break;
                }
                assertThat(answer.used()).isEqualTo(120);
                answers++;
            }
            assertThat(answers).as("part %d", part).isEqualTo(5);
            assertThat(twin.device.isQuiescent()).isTrue();
        }
        guest.run();
    }

    /** The lock is held in the snapshot, and another owner waits for it there. */
    @ParameterizedTest
    @MethodSource("dev.fuselage.devices.virtiofs.RingKind#formats")
    void whoWaitsForALockWaitsOnInTheTwin(RingKind kind) {
        FsGuest guest = guest(kind, memory());
        RingClient client = new RingClient(guest, kind, ByteOrder.LITTLE_ENDIAN);
        Opened opened = open(client);
        lock(client, opened, Opcode.SETLK, 1, LockType.F_WRLCK).send().ok(0);
        byte[] wait = lock(client, opened, Opcode.SETLKW, 2, LockType.F_WRLCK).message();
        client.submit(1, wait, 16, 0);
        guest.run();
        byte[] file = guest.save();

        FsGuest twin = guest(kind, memory());
        twin.load(file);
        assertThat(twin.device.parkedRequests()).isOne();
        assertThat(twin.save()).as("saved again").isEqualTo(file);
        for (RingClient each : List.of(new RingClient(client, twin), client)) {
            assertThat(each.take(1)).isNull();
            byte[] unlock = lock(each, opened, Opcode.SETLK, 1, LockType.F_UNLCK).message();
            each.submit(1, unlock, 16, 0);
            each.guest.run();
            assertThat(each.take(1)).as("the unlock's answer").isNotNull();
            assertThat(each.take(1)).as("the lock's answer").isNotNull();
            assertThat(each.underWay()).isZero();
        }
        assertThat(twin.save()).as("after the same requests").isEqualTo(guest.save());
    }

    private static RawClient lock(
            RawClient client, Opened opened, Opcode opcode, long owner, int type) {
        return client.ask(opcode, opened.file)
                .u64(opened.fh, owner, 0, Long.MAX_VALUE)
                .u32(type, 0, 0, 0);
    }

    @Test
    void theWindowKeepsItsContent() {
        FsGuest guest = guest(RingKind.SPLIT, memory());
        guest.memory.write64(guest.barAddress(2) + 0x1000, 42);
        byte[] file = guest.save();
        FsGuest twin = guest(RingKind.SPLIT, memory());
        twin.load(file);
        assertThat(twin.memory.read64(twin.barAddress(2) + 0x1000)).isEqualTo(42);
    }

    @Test
    void anotherShareIsRefusedByWhatDiffers() throws IOException {
        VirtioFsConfig config = RingKind.SPLIT.device().build();
        byte[] file = guest(config, memory(), options()).save();
        VirtioFsConfig queues = RingKind.SPLIT.device().requestQueues(2).build();
        VirtioFsConfig workers = RingKind.SPLIT.device().workers(2).build();
        VirtioFsConfig tag = VirtioFsConfig.tagged("other").ringFormat(RingFormat.SPLIT).build();
        ServerConfig never = ServerConfig.of(CachePolicy.NONE);
        assertRefused(file, guest(tag, memory(), options()))
                .hasMessage("tag of a share: \"myfs\" in the snapshot, \"other\" in this machine");
        assertRefused(file, guest(queues, memory(), options()))
                .hasMessage(
                        "MSI-X vectors of the function in slot 3: 3 in the snapshot, 4 in this machine");
        assertRefused(file, guest(workers, memory(), options()))
                .hasMessage("agents: 3 in the snapshot, 4 in this machine");
        assertRefused(file, guest(config, memory(), never))
                .hasMessageStartingWith("options of a share: ");
        assertRefused(file, guest(config, host(), options()))
                .hasMessage(
                        "kind of a file system: \"in memory\" in the snapshot, "
                                + "\"a directory of the host\" in this machine");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable>
            assertRefused(byte[] file, FsGuest guest) {
        return assertThatThrownBy(() -> guest.load(file)).isInstanceOf(SnapshotException.class);
    }

    @Test
    void anotherDirectoryIsRefused() throws IOException {
        byte[] file = guest(RingKind.SPLIT, host()).save();
        Path other = Files.createDirectory(directory.resolve("elsewhere"));
        FileSystem fs = closing(new HostFileSystem(other, HostOptions.DEFAULT));
        assertRefused(file, guest(RingKind.SPLIT, fs))
                .hasMessageStartingWith("inode of the shared directory: ");
    }
}
