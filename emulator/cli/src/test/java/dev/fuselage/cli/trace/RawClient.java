package dev.fuselage.cli.trace;

import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.server.RequestObserver;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.IoVector;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A client that puts the bytes of requests together by hand, and a server over memory that answers
 * them: layouts stand in the tests as numbers from the UAPI header.
 */
final class RawClient implements AutoCloseable {
    private static final int HEADER = 40;
    private static final int REPLY_HEADER = 16;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment requestMemory = arena.allocate(1 << 20, 8);
    private final MemorySegment replyMemory = arena.allocate(1 << 20, 8);
    private final MemoryFileSystem fs = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS);
    private final FuseServer server;
    private final FuseExchange exchange = new FuseExchange();
    private final ByteOrder order;
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int queue = 1;
    private int uid = -1;
    private int gid = -1;
    private int pid = 77;
    private long unique;

    RawClient(ServerConfig config, ByteOrder order, RequestObserver observer) {
        this.order = order;
        server = new FuseServer(fs, config, CostProfile.parse("test", ""));
        server.addObserver(observer);
    }

    RawClient u32(int... values) {
        for (int v : values) {
            bytes.writeBytes(ByteBuffer.allocate(4).order(order).putInt(v).array());
        }
        return this;
    }

    RawClient u64(long... values) {
        for (long v : values) {
            bytes.writeBytes(ByteBuffer.allocate(8).order(order).putLong(v).array());
        }
        return this;
    }

    RawClient name(String name) {
        bytes.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        bytes.write(0);
        return this;
    }

    RawClient data(int count) {
        bytes.writeBytes(new byte[count]);
        return this;
    }

    /** The next message is a request of nobody: ids and process 0. */
    RawClient asNobody() {
        uid = 0;
        gid = 0;
        pid = 0;
        return this;
    }

    RawClient as(int user, int group) {
        uid = user;
        gid = group;
        return this;
    }

    RawClient hiprio() {
        queue = 0;
        return this;
    }

    /** Sends what has been put together; returns the reply behind its header. */
    ByteBuffer send(Opcode opcode, long node) {
        return send(opcode.number(), node, 1 << 16);
    }

    /** Sends a request with room for a reply of so many bytes behind its header. */
    ByteBuffer send(int opcode, long node, int room) {
        byte[] args = bytes.toByteArray();
        unique += 2;
        ByteBuffer b = ByteBuffer.allocate(HEADER + args.length).order(order);
        b.putInt(HEADER + args.length).putInt(opcode).putLong(unique).putLong(node);
        b.putInt(uid).putInt(gid).putInt(pid).putInt(0).put(args);
        MemorySegment.copy(b.array(), 0, requestMemory, ValueLayout.JAVA_BYTE, 0, b.capacity());
        IoVector request = new IoVector();
        request.add(requestMemory.address(), b.capacity());
        IoVector reply = new IoVector();
        if (room >= 0) {
            reply.add(replyMemory.address(), REPLY_HEADER + room);
        }
        server.serve(exchange.begin(queue, request, reply));
        bytes = new ByteArrayOutputStream();
        queue = 1;
        uid = -1;
        gid = -1;
        pid = 77;
        return replyMemory
                .asSlice(REPLY_HEADER, Math.max(exchange.replyBytes() - REPLY_HEADER, 0))
                .asByteBuffer()
                .order(order);
    }

    /** FORGET, which has no room for a reply. */
    void forget(long node, long count) {
        u64(count).asNobody().hiprio().send(Opcode.FORGET.number(), node, -1);
    }

    /** INIT of Linux 6.12. */
    void init() {
        asNobody().u32(7, 41, 131072, 0x7bfffffb, 0x1ff).u32(new int[11]);
        send(Opcode.INIT, 0);
    }

    /** LOOKUP; returns the nodeid, or 0. */
    long lookup(long parent, String name) {
        ByteBuffer entry = name(name).send(Opcode.LOOKUP, parent);
        return entry.limit() == 0 ? 0 : entry.getLong(0);
    }

    @Override
    public void close() {
        server.reset();
        fs.close();
        arena.close();
    }
}
