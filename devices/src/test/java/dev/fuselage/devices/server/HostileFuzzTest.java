package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.IoVector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile bytes: messages that are nearly right, with numbers at the edges, in buffers of any cut.
 * The server never throws, never writes outside the reply, and what it writes is a reply.
 */
class HostileFuzzTest {

    private static final int REQUESTS = 60_000;
    private static final int MEMORY = 1 << 16;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void nothingAGuestSendsHurts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        HostileMessages messages = new HostileMessages(random);
        try (Arena arena = Arena.ofShared();
                FileSystem fs =
                        new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS, 8 << 20, 300)) {
            MemorySegment in = arena.allocate(MEMORY);
            MemorySegment out = arena.allocate(MEMORY);
            FuseServer server =
                    new FuseServer(fs, HostileMessages.EVERYTHING, CostProfile.standard());
            FuseExchange x = new FuseExchange();
            int replies = 0;
            for (int i = 0; i < REQUESTS; i++) {
                byte[] message = i % 500 == 0 ? messages.init() : messages.next();
                MemorySegment.copy(message, 0, in, ValueLayout.JAVA_BYTE, 0, message.length);
                int room = random.nextInt(10) == 0 ? random.nextInt(300) : 4096 * 3;
                out.asSlice(0, room + 16L).fill((byte) 0x5a);
                x.begin(1, cut(in, message.length, random), cut(out, room, random));
                server.serve(x);
                String what = "request %d of seed %d".formatted(i, seed);
                check(x, out, room, what);
                replies += x.replyBytes() > 0 ? 1 : 0;
                learn(messages, message, x, out);
            }
            assertThat(replies).as("most messages are answered").isGreaterThan(REQUESTS / 2);
            assertThat(messages.through())
                    .as("every opcode gets through")
                    .containsAll(HostileMessages.OPCODES);
            server.reset();
            assertThat(server.openHandles()).isZero();
        }
    }

    private static void learn(
            HostileMessages messages, byte[] message, FuseExchange x, MemorySegment out) {
        Opcode opcode = Opcode.of(x.opcode());
        if (x.replyBytes() > 0) {
            messages.learn(message, out.asSlice(0, x.replyBytes()).toArray(ValueLayout.JAVA_BYTE));
        } else if (opcode != null && x.error() == 0) {
            messages.succeeded(opcode);
        }
    }

    private static void check(FuseExchange x, MemorySegment out, int room, String what) {
        int used = x.replyBytes();
        assertThat(used == 0 || (used >= 16 && used <= room))
                .as("%s: used %d", what, used)
                .isTrue();
        for (int i = room; i < room + 16; i++) {
            byte b = out.get(ValueLayout.JAVA_BYTE, i);
            assertThat(b).as("%s: byte %d beyond the room", what, i).isEqualTo((byte) 0x5a);
        }
        if (used > 0) {
            ByteBuffer b = out.asByteBuffer().order(x.order());
            assertThat(b.getInt(0)).as("%s: length", what).isEqualTo(used);
            int error = b.getInt(4);
            assertThat(error).as("%s: error", what).isBetween(-511, 0);
            assertThat(error == 0 || used == 16).as("%s: an error is a header", what).isTrue();
            assertThat(b.getLong(8)).as("%s: unique", what).isEqualTo(x.unique());
        }
    }

    private static IoVector cut(MemorySegment memory, int length, SplittableRandom random) {
        IoVector v = new IoVector();
        int at = 0;
        while (at < length) {
            int n = Math.min(length - at, random.nextInt(3) == 0 ? random.nextInt(64) : 5000);
            v.add(memory.address() + at, n);
            at += n;
        }
        return v;
    }
}
