package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.memory.IoVector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A client that talks to a server without a device in between. */
public final class RawGuest extends RawClient implements AutoCloseable {

    static final int ROOM = 1 << 17;

    final FuseServer server;
    final FuseExchange exchange = new FuseExchange();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment requestMemory = arena.allocate(1 << 21, 8);
    private final MemorySegment replyMemory = arena.allocate(1 << 21, 8);

    public RawGuest(FuseServer server, ByteOrder order) {
        super(order, ROOM);
        this.server = server;
    }

    @Override
    protected Reply deliver(byte[] message, int room, int pieceBytes) {
        MemorySegment.copy(message, 0, requestMemory, ValueLayout.JAVA_BYTE, 0, message.length);
        replyMemory.asSlice(0, room + 64L).fill((byte) 0x5a);
        int step = pieceBytes == 0 ? 1 << 20 : pieceBytes;
        exchange.begin(1, cut(requestMemory, message.length, step), cut(replyMemory, room, step));
        server.serve(exchange);
        byte[] out = replyMemory.asSlice(0, room + 64L).toArray(ValueLayout.JAVA_BYTE);
        for (int i = room; i < room + 64; i++) {
            assertThat(out[i])
                    .as("byte %d beyond the room for the reply", i)
                    .isEqualTo((byte) 0x5a);
        }
        int used = exchange.replyBytes();
        if (used >= 16) {
            assertThat(ByteBuffer.wrap(out).order(order()).getInt(4))
                    .as("the error that observers see")
                    .isEqualTo(exchange.error());
        }
        return new Reply(used, out);
    }

    private static IoVector cut(MemorySegment memory, int length, int step) {
        IoVector v = new IoVector();
        for (int at = 0; at < length; at += step) {
            v.add(memory.address() + at, Math.min(step, length - at));
        }
        return v;
    }

    @Override
    public void close() {
        server.reset();
        arena.close();
    }
}
