package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.server.RawClient;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.devices.virtio.VirtioFeature;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.time.Decisions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad input on the ring, with the real server behind it. An error reply leaves the session as it
 * was; after DEVICE_NEEDS_RESET a reset and another INIT make a working one.
 */
final class BadMessageTest {

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** A device, its server and a driver with the session that {@link BadMessages} speaks of. */
    private static final class Session implements AutoCloseable {

        private final FileSystem fs = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS);
        private final FuseServer server =
                new FuseServer(fs, ServerConfig.of(CachePolicy.AUTO), FsGuest.COSTS);
        private final FsGuest guest;
        private final RingClient client;

        Session(RingKind kind, VirtioFsConfig config, int requestQueue) {
            guest = new FsGuest(config, server, Decisions.CLOCK);
            client = new RingClient(guest, kind, ORDER, requestQueue);
            client.init().ok(64);
            RawClient.Reply f = client.create(1, "f");
            assertThat(f.u64(0)).isEqualTo(2);
            assertThat(f.u64(128)).isOne();
            client.write(2, 1, 0, "text");
            assertThat(client.mkdir(1, "d")).isEqualTo(3);
            assertThat(client.opendir(1)).isEqualTo(2);
        }

        void expectAsItWas() {
            assertThat(server.nodeIds()).as("nodeids").isEqualTo(3);
            assertThat(server.openHandles()).as("handles").isEqualTo(2);
            assertThat(client.read(2, 1, 0, 100).ok().text()).isEqualTo("text");
            // Each entry takes 24 bytes and its name, rounded up to 8: ".", "..", "f", "d".
            client.askRead(Opcode.READDIR, 1, 2, 0, 4000).send().ok(4 * 32);
        }

        void expectRecovery() {
            client.start();
            assertThat(server.established()).as("a session after the reset").isFalse();
            client.getattr(1).fails(Errno.EBADF);
            client.init().ok(64);
            long f = client.lookup(1, "f");
            long fh = client.open(f, 2);
            assertThat(client.read(f, fh, 0, 100).ok().text()).isEqualTo("text");
            client.forget(f, 1);
        }

        @Override
        public void close() {
            guest.close();
            fs.close();
        }
    }

    static List<Arguments> badMessages() {
        return BadMessages.all().stream()
                .flatMap(bad -> RingKind.formats().stream().map(kind -> Arguments.of(bad, kind)))
                .toList();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badMessages")
    void aBadMessageComesToWhatIsSaidOfIt(BadMessages.Case bad, RingKind kind) {
        try (Session session = new Session(kind, kind.device().build(), 1)) {
            RingClient client = session.client;
            byte[] message = bad.message().apply(client);
            int queue = client.queueOf(message);
            client.submit(queue, message, bad.room(), 0);
            session.guest.run();
            RingClient.Answer answer = client.take(queue);
            switch (bad.outcome()) {
                case BadMessages.Fails fails -> {
                    expectError(answer, message, fails.errno());
                    session.expectAsItWas();
                }
                case BadMessages.Silent _ -> {
                    assertThat(answer).as("the buffer").isNotNull();
                    session.expectAsItWas();
                }
                case BadMessages.NeedsReset broken -> {
                    assertThat(answer).as("the buffer").isNull();
                    assertThat(session.guest.device.brokenBecause()).isEqualTo(broken.why());
                    assertThat(session.guest.status()).isEqualTo(15 | FsGuest.NEEDS_RESET);
                    session.expectRecovery();
                }
            }
        }
    }

    private static void expectError(RingClient.@Nullable Answer answer, byte[] message, int errno) {
        if (answer == null) {
            throw new AssertionError("the device has not used the buffer");
        }
        ByteBuffer header = ByteBuffer.wrap(answer.bytes()).order(ORDER);
        assertThat(answer.used()).as("an error is a header alone").isEqualTo(16);
        assertThat(header.getInt(0)).as("its length").isEqualTo(16);
        assertThat(Errno.name(-header.getInt(4))).isEqualTo(Errno.name(errno));
        assertThat(header.getLong(8))
                .as("unique")
                .isEqualTo(ByteBuffer.wrap(message).order(ORDER).getLong(8));
    }

    /** Major, minor and the errno that such an INIT gets. */
    @ParameterizedTest
    @CsvSource({"6, 41, EPROTO", "0, 0, EPROTO", "7, 26, EPROTO"})
    void anInitThatCannotBeServedLeavesNoSession(int major, int minor, String errno) {
        try (Session session = new Session(RingKind.SPLIT, RingKind.SPLIT.device().build(), 1)) {
            RingClient client = session.client;
            client.ask(Opcode.INIT, 0).u32(major, minor, 0, 0).u32(new int[12]);
            assertThat(client.send().error()).isEqualTo(errno);
            assertThat(session.server.established()).isFalse();
            client.getattr(1).fails(Errno.EBADF);
            client.init().ok(64);
            client.getattr(1).ok(104);
        }
    }

    static Stream<HostileRingTest.Case> brokenRings() {
        return Stream.concat(HostileRingTest.splitRings(), HostileRingTest.packedRings());
    }

    /** The session goes by queue 2; queue 1 is broken from its very first entry. */
    @ParameterizedTest
    @MethodSource("brokenRings")
    void aBrokenRingEndsTheSessionAndAResetBringsAnother(HostileRingTest.Case broken) {
        boolean packed = (broken.features() & VirtioFeature.RING_PACKED) != 0;
        boolean indirect = (broken.features() & VirtioFeature.INDIRECT_DESC) != 0;
        RingKind kind = new RingKind(packed, indirect, true);
        assertThat(kind.features()).isEqualTo(broken.features());
        VirtioFsConfig config = kind.device().requestQueues(2).daxBytes(64 << 20).build();
        try (Session session = new Session(kind, config, 2)) {
            FsGuest guest = session.guest;
            broken.attack().write(new HostileRingTest.Ring(guest.memory, session.client.ring(1)));
            guest.kick(1);
            guest.run();
            assertThat(guest.device.brokenBecause()).isEqualTo("queue 1: " + broken.reason());

            byte[] message = session.client.ask(Opcode.STATFS, 1).message();
            session.client.submit(2, message, 200, 0);
            guest.run();
            assertThat(session.client.take(2)).as("what the other queue asked").isNull();
            session.expectRecovery();
        }
    }
}
