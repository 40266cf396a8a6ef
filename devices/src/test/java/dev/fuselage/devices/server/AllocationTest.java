package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.IoVector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The requests a busy guest sends most cost the Java heap nothing once the server is warm. */
class AllocationTest {

    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 10_000;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment in = arena.allocate(1 << 20);
    private final MemorySegment out = arena.allocate(1 << 20);
    private final FuseExchange exchange = new FuseExchange();
    private final IoVector request = new IoVector();
    private final IoVector reply = new IoVector();
    private final FileSystem fs = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS);
    private final FuseServer server =
            new FuseServer(fs, ServerConfig.of(CachePolicy.NONE), CostProfile.standard());

    @BeforeEach
    void makeAFile() {
        serve(Opcode.INIT, 0, args().putInt(7).putInt(41).putInt(0).putInt(-1).putInt(-1));
        serve(Opcode.CREATE, 1, name(args().putInt(0102).putInt(0644).putLong(0), "f"));
        assertThat(exchange.error()).isZero();
        serve(Opcode.WRITE, 2, write(128 << 10));
        assertThat(exchange.error()).isZero();
    }

    @AfterEach
    void close() {
        server.reset();
        fs.close();
        arena.close();
    }

    private static ByteBuffer args() {
        return ByteBuffer.allocate(200 << 10).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer name(ByteBuffer b, String name) {
        for (int i = 0; i < name.length(); i++) {
            b.put((byte) name.charAt(i));
        }
        return b.put((byte) 0);
    }

    private static ByteBuffer write(int size) {
        ByteBuffer b = args().putLong(1).putLong(0).putInt(size).putInt(0).putLong(0).putLong(0);
        return b.position(b.position() + size);
    }

    private static ByteBuffer read(int size) {
        return args().putLong(1).putLong(0).putInt(size).putInt(0).putLong(0).putLong(0);
    }

    private void put(Opcode op, long node, ByteBuffer args) {
        int length = 40 + args.position();
        ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(length).putInt(op.number()).putLong(2).putLong(node).putLong(-1).putLong(0);
        b.put(args.flip());
        MemorySegment.copy(b.array(), 0, in, ValueLayout.JAVA_BYTE, 0, length);
        request.clear();
        request.add(in.address(), 40);
        request.add(in.address() + 40, length - 40);
        reply.clear();
        reply.add(out.address(), 16);
        for (int i = 0; i < 33; i++) {
            reply.add(out.address() + 16 + i * 4096L, 4096);
        }
    }

    private void serve(Opcode op, long node, ByteBuffer args) {
        put(op, node, args);
        server.serve(exchange.begin(1, request, reply));
    }

    private void costsNothing(Opcode op, long node, ByteBuffer args) {
        put(op, node, args);
        repeat(WARM_UP);
        assertThat(exchange.error()).isZero();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(MEASURED);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated / MEASURED).as("bytes allocated for each %s", op).isZero();
    }

    private void repeat(int times) {
        for (int i = 0; i < times; i++) {
            server.serve(exchange.begin(1, request, reply));
        }
    }

    @Test
    void getattrCostsNothing() {
        costsNothing(Opcode.GETATTR, 2, args().putLong(0).putLong(0));
    }

    @Test
    void lookupOfAKnownFileCostsNothing() {
        costsNothing(Opcode.LOOKUP, 1, name(args(), "f"));
    }

    @Test
    void aLookupThatFindsNothingCostsNothing() {
        put(Opcode.LOOKUP, 1, name(args(), "g"));
        repeat(WARM_UP);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(MEASURED);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated / MEASURED).isZero();
    }

    @Test
    void readsCostNothing() {
        costsNothing(Opcode.READ, 2, read(4096));
        costsNothing(Opcode.READ, 2, read(128 << 10));
    }

    @Test
    void writesCostNothing() {
        costsNothing(Opcode.WRITE, 2, write(4096));
        costsNothing(Opcode.WRITE, 2, write(128 << 10));
    }

    @Test
    void flushCostsNothing() {
        costsNothing(Opcode.FLUSH, 2, args().putLong(1).putLong(0).putLong(0));
    }

    @Test
    void forgetAndLookupByTurnsCostNothing() {
        ByteBuffer lookup = name(args(), "f");
        serve(Opcode.FORGET, 2, args().putLong(1));
        long[] node = {3};
        byte[] look = message(Opcode.LOOKUP, 1, lookup);
        byte[] forget = message(Opcode.FORGET, 0, args().putLong(1));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        turns(look, forget, node, WARM_UP);
        long before = threads.getCurrentThreadAllocatedBytes();
        turns(look, forget, node, MEASURED);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated / MEASURED).isZero();
        assertThat(server.nodeIds()).isEqualTo(1);
        assertThat(server.forgetUnderflows()).isZero();
    }

    private static byte[] message(Opcode op, long node, ByteBuffer args) {
        int length = 40 + args.position();
        ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(length).putInt(op.number()).putLong(2).putLong(node).putLong(-1).putLong(0);
        return b.put(args.flip()).array();
    }

    private void turns(byte[] look, byte[] forget, long[] node, int times) {
        for (int i = 0; i < times; i++) {
            send(look);
            in.set(ValueLayout.JAVA_LONG_UNALIGNED, 16, node[0]);
            MemorySegment.copy(forget, 0, in, ValueLayout.JAVA_BYTE, 0, 16);
            MemorySegment.copy(forget, 24, in, ValueLayout.JAVA_BYTE, 24, 24);
            request.clear();
            request.add(in.address(), forget.length);
            server.serve(exchange.begin(1, request, reply));
            node[0]++;
        }
    }

    private void send(byte[] message) {
        MemorySegment.copy(message, 0, in, ValueLayout.JAVA_BYTE, 0, message.length);
        request.clear();
        request.add(in.address(), message.length);
        server.serve(exchange.begin(1, request, reply));
    }
}
