package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.IoVector;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever messages have led to a state, a server that loads it answers the next ones the same. */
final class ServerSnapshotTest {

    private static final int PARTS = 8;
    private static final int REQUESTS = 1500;
    private static final int ROOM = 4096 * 3;

    /** A server over a file system of its own, and memory to send messages from. */
    private static final class Side implements AutoCloseable {
        final Arena arena = Arena.ofShared();
        final MemorySegment in = arena.allocate(1 << 16);
        final MemorySegment out = arena.allocate(ROOM);
        final FileSystem fs = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS, 8 << 20, 300);
        final FuseServer server =
                new FuseServer(fs, HostileMessages.EVERYTHING, CostProfile.standard());
        final FuseExchange exchange = new FuseExchange();

        /** The reply to a message. */
        byte[] send(byte[] message) {
            MemorySegment.copy(message, 0, in, ValueLayout.JAVA_BYTE, 0, message.length);
            exchange.begin(1, vector(in, message.length), vector(out, ROOM));
            server.serve(exchange);
            return out.asSlice(0, exchange.replyBytes()).toArray(ValueLayout.JAVA_BYTE);
        }

        private static IoVector vector(MemorySegment memory, int length) {
            IoVector vector = new IoVector();
            vector.add(memory.address(), length);
            return vector;
        }

        byte[] save() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (SnapshotWriter to = new SnapshotWriter(bytes)) {
                to.section("server", server);
            }
            return bytes.toByteArray();
        }

        void load(byte[] file) {
            try (SnapshotReader from = new SnapshotReader(new ByteArrayInputStream(file))) {
                from.section("server", server);
                from.finish();
            }
        }

        @Override
        public void close() {
            server.reset();
            assertThat(server.openHandles()).isZero();
            fs.close();
            arena.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aTwinAnswersWhateverIsSentTheSame(long seed) {
        HostileMessages messages = new HostileMessages(new SplittableRandom(seed));
        int most = 0;
        try (Side saved = new Side()) {
            saved.send(messages.init());
            for (int part = 0; part < PARTS; part++) {
                byte[] file = saved.save();
                try (Side twin = new Side()) {
                    twin.load(file);
                    assertThat(twin.save()).as("seed %d: saved again", seed).isEqualTo(file);
                    assertThat(twin.server.nodeIds()).isEqualTo(saved.server.nodeIds());
                    for (int i = 0; i < REQUESTS; i++) {
                        byte[] message = messages.next();
                        byte[] reply = saved.send(message);
                        assertThat(twin.send(message))
                                .as("seed %d: request %d of part %d", seed, i, part)
                                .isEqualTo(reply);
                        learn(messages, message, saved.exchange, reply);
                        most = Math.max(most, saved.server.openHandles());
                    }
                    assertThat(twin.save()).as("seed %d: afterwards", seed).isEqualTo(saved.save());
                }
            }
        }
        assertThat(most).as("open at once").isGreaterThan(20);
    }

    private static void learn(
            HostileMessages messages, byte[] message, FuseExchange exchange, byte[] reply) {
        Opcode opcode = Opcode.of(exchange.opcode());
        if (reply.length > 0) {
            messages.learn(message, reply);
        } else if (opcode != null && exchange.error() == 0) {
            messages.succeeded(opcode);
        }
    }
}
