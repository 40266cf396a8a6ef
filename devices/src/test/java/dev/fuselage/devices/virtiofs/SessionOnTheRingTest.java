package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.server.RawClient;
import dev.fuselage.devices.server.RawGuest;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.time.Decisions;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole sessions between a driver's rings and the real server. */
final class SessionOnTheRingTest {

    private final FileSystem fs = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS);
    private final FuseServer server = server(fs);

    private static FuseServer server(FileSystem fileSystem) {
        return new FuseServer(fileSystem, ServerConfig.of(CachePolicy.AUTO), FsGuest.COSTS);
    }

    private FsGuest guest(RingKind kind) {
        return new FsGuest(kind.device().build(), server, Decisions.CLOCK);
    }

    @AfterEach
    void closeFileSystem() {
        fs.close();
    }

    static Stream<Arguments> everyRingInBothOrders() {
        return RingKind.all().stream()
                .flatMap(kind ->
                        Stream.of(
                                Arguments.of(kind, ByteOrder.LITTLE_ENDIAN),
                                Arguments.of(kind, ByteOrder.BIG_ENDIAN)));
    }

    /** What a client hears that asks a server of its own without a device, in little-endian. */
    private static List<String> expected() {
        try (FileSystem own = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS);
                RawGuest direct = new RawGuest(server(own), ByteOrder.LITTLE_ENDIAN)) {
            return SessionScript.run(direct);
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("everyRingInBothOrders")
    void aSessionSaysTheSameOverEveryRingAndInEveryOrder(RingKind kind, ByteOrder order) {
        try (FsGuest guest = guest(kind)) {
            RingClient client = new RingClient(guest, kind, order);
            assertThat(SessionScript.run(client)).isEqualTo(expected());
            assertThat(server.nodeIds()).as("nodeids after DESTROY").isZero();
            assertThat(server.openHandles()).as("handles after DESTROY").isZero();
        }
    }

    /** The comparison above would hold between two servers that both say nothing. */
    @Test
    void aSessionSaysWhatItShould() {
        assertThat(expected())
                .startsWith(
                        "init fuse_init_out.major 7",
                        "init fuse_init_out.minor 38",
                        "init fuse_init_out.max_readahead 131072")
                .contains("init fuse_init_out.max_write 1048576", "lookup ENOENT")
                .contains("create fuse_entry_out.nodeid 2", "create fuse_entry_out.entry_valid 1")
                .contains("create fuse_attr.mode " + 0100644, "create fuse_open_out.fh 1")
                .contains("write 11200", "read \0\0\0" + SessionScript.TEXT, "read at the end ")
                .contains("getattr fuse_attr.size 11203", "getattr fuse_attr.blocks 24")
                .contains("entry .: ino 1, off 1, type 4", "entry ..: ino 1, off 2, type 4")
                .contains("entry f: ino 2, off 3, type 8", "entry d: ino 3, off 4, type 4")
                .contains("readdir of a closed handle EBADF", "getattr with one lookup left ok")
                .contains("getattr of a forgotten nodeid EBADF", "lookup fuse_entry_out.nodeid 4")
                .endsWith("getattr after destroy EBADF");
    }

    @ParameterizedTest
    @MethodSource("dev.fuselage.devices.virtiofs.RingKind#all")
    void ringsKeepGoingRoundAndRound(RingKind kind) {
        VirtioFsConfig config = kind.device().queueSize(8).build();
        try (FsGuest guest = new FsGuest(config, server, Decisions.CLOCK)) {
            RingClient client = new RingClient(guest, kind, ByteOrder.LITTLE_ENDIAN);
            client.init().ok();
            RawClient.Reply f = client.create(1, "f");
            for (int i = 0; i < 500; i++) {
                String text = "round " + i;
                client.write(f.u64(0), f.u64(128), i, text);
                assertThat(client.read(f.u64(0), f.u64(128), i, 100).ok().text()).isEqualTo(text);
                client.lookup(1, "f");
                client.forget(f.u64(0), 1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.fuselage.devices.virtiofs.RingKind#all")
    void buffersMayBeCutAnywhere(RingKind kind) {
        try (FsGuest guest = guest(kind)) {
            RingClient client = new RingClient(guest, kind, ByteOrder.LITTLE_ENDIAN);
            client.init().ok();
            RawClient.Reply f = client.create(1, "f");
            String text = "0123456789".repeat(20);
            for (int piece : new int[] {3, 7, 41, 56, 4096}) {
                client.askWrite(f.u64(0), f.u64(128), 0, text).room(24).inPiecesOf(piece);
                assertThat(client.send().ok(8).u32(0)).isEqualTo(200);
                client.askRead(Opcode.READ, f.u64(0), f.u64(128), 0, 200).inPiecesOf(piece);
                assertThat(client.send().ok().text()).isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherInitBeginsAnewInWhicheverOrder(Restart restart) {
        try (FsGuest guest = guest(RingKind.SPLIT)) {
            RingClient before = new RingClient(guest, RingKind.SPLIT, ByteOrder.LITTLE_ENDIAN);
            before.init().ok(64);
            RawClient.Reply f = before.create(1, "f");
            before.write(f.u64(0), f.u64(128), 0, "kept");
            assertThat(server.nodeIds()).isEqualTo(2);
            assertThat(server.openHandles()).isOne();

            RingClient after = new RingClient(guest, RingKind.SPLIT, restart.order);
            after.init().ok(64);
            assertThat(server.nodeIds()).as("the root alone").isOne();
            assertThat(server.openHandles()).isZero();
            after.getattr(f.u64(0)).fails(Errno.EBADF);
            after.read(f.u64(0), f.u64(128), 0, 4).fails(Errno.EBADF);

            long again = after.lookup(1, "f");
            assertThat(again).as("no nodeid means two files").isNotEqualTo(f.u64(0));
            long fh = after.open(again, 0);
            assertThat(after.read(again, fh, 0, 100).ok().text()).isEqualTo("kept");
        }
    }

    enum Restart {
        THE_SAME(ByteOrder.LITTLE_ENDIAN),
        ANOTHER(ByteOrder.BIG_ENDIAN);

        private final ByteOrder order;

        Restart(ByteOrder order) {
            this.order = order;
        }
    }

    /** A driver that restarts inside a running device, without resetting it. */
    @Test
    void initAloneSwitchesTheByteOrder() {
        try (FsGuest guest = guest(RingKind.PACKED)) {
            RingClient client = new RingClient(guest, RingKind.PACKED, ByteOrder.LITTLE_ENDIAN);
            client.init().ok();
            RawClient.Reply f = client.create(1, "f");
            assertThat(f.u64(0)).isEqualTo(2);

            OrderSwitch swapped = new OrderSwitch(client);
            swapped.init().ok(64);
            assertThat(server.nodeIds()).isOne();
            assertThat(server.openHandles()).isZero();
            assertThat(swapped.lookup(1, "f")).isEqualTo(3);

            // A request in the old order is one of a length beyond all bounds.
            RawClient.Reply misread = client.getattr(1);
            assertThat(Integer.reverseBytes(misread.u32(-12))).isEqualTo(-Errno.ENOMEM);

            client.init().ok(64);
            client.getattr(1).ok(104);
        }
    }

    /** A client in big-endian on the rings of another. */
    private static final class OrderSwitch extends RawClient {

        private final RingClient rings;

        OrderSwitch(RingClient rings) {
            super(ByteOrder.BIG_ENDIAN, RingClient.ROOM);
            this.rings = rings;
        }

        @Override
        protected Reply deliver(byte[] message, int room, int pieceBytes) {
            RingClient.Answer answer = rings.exchange(1, message, room, pieceBytes);
            return new Reply(answer.used(), answer.bytes());
        }
    }
}
