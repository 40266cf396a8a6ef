package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.memory.IoVector;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A guest that puts bytes together by hand: offsets and sizes stand here and in the tests as
 * numbers from the UAPI header, not from the code under test.
 */
final class RawGuest implements AutoCloseable {

    static final int ROOM = 1 << 17;

    final FuseServer server;
    final FuseExchange exchange = new FuseExchange();
    final ByteOrder order;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment requestMemory = arena.allocate(1 << 21, 8);
    private final MemorySegment replyMemory = arena.allocate(1 << 21, 8);

    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Opcode opcode = Opcode.INIT;
    private long nodeId;
    private int uid;
    private int gid;
    private int extensionWords;
    private int lengthError;
    private long unique = 2;
    private int room = ROOM;
    private int pieces = 1;

    RawGuest(FuseServer server, ByteOrder order) {
        this.server = server;
        this.order = order;
    }

    // ------------------------------------------------------------------ asking

    /** Begins a message. */
    RawGuest ask(Opcode op, long node) {
        bytes = new ByteArrayOutputStream();
        opcode = op;
        nodeId = node;
        uid = -1;
        gid = -1;
        extensionWords = 0;
        lengthError = 0;
        room = ROOM;
        pieces = 1;
        unique += 2;
        return this;
    }

    RawGuest as(int user, int group) {
        uid = user;
        gid = group;
        return this;
    }

    RawGuest u32(int... values) {
        for (int v : values) {
            bytes.writeBytes(ByteBuffer.allocate(4).order(order).putInt(v).array());
        }
        return this;
    }

    RawGuest u64(long... values) {
        for (long v : values) {
            bytes.writeBytes(ByteBuffer.allocate(8).order(order).putLong(v).array());
        }
        return this;
    }

    /** A string with its NUL. */
    RawGuest name(String s) {
        bytes.writeBytes(s.getBytes(StandardCharsets.ISO_8859_1));
        bytes.write(0);
        return this;
    }

    RawGuest raw(byte... b) {
        bytes.writeBytes(b);
        return this;
    }

    RawGuest text(String s) {
        return raw(s.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sets total_extlen. */
    RawGuest extensions(int words) {
        extensionWords = words;
        return this;
    }

    /** Makes the header's length wrong by so many bytes. */
    RawGuest lengthOff(int by) {
        lengthError = by;
        return this;
    }

    /** Room for the reply, its header included. */
    RawGuest room(int n) {
        room = n;
        return this;
    }

    /** Cuts request and reply memory into pieces of so many bytes. */
    RawGuest inPiecesOf(int n) {
        pieces = n;
        return this;
    }

    /** Sends the message. */
    Reply send() {
        byte[] args = bytes.toByteArray();
        ByteBuffer b = ByteBuffer.allocate(40 + args.length).order(order);
        b.putInt(40 + args.length + lengthError);
        b.putInt(opcode.number());
        b.putLong(unique);
        b.putLong(nodeId);
        b.putInt(uid);
        b.putInt(gid);
        b.putInt(77);
        b.putShort((short) extensionWords);
        b.putShort((short) 0);
        b.put(args);
        return send(b.array());
    }

    /** Sends bytes as they are. */
    Reply send(byte[] message) {
        MemorySegment.copy(message, 0, requestMemory, ValueLayout.JAVA_BYTE, 0, message.length);
        replyMemory.asSlice(0, room + 64L).fill((byte) 0x5a);
        int step = pieces == 1 ? 1 << 20 : pieces;
        exchange.begin(1, cut(requestMemory, message.length, step), cut(replyMemory, room, step));
        server.serve(exchange);
        byte[] out = replyMemory.asSlice(0, room + 64L).toArray(ValueLayout.JAVA_BYTE);
        for (int i = room; i < room + 64; i++) {
            assertThat(out[i])
                    .as("byte %d beyond the room for the reply", i)
                    .isEqualTo((byte) 0x5a);
        }
        return new Reply(exchange.replyBytes(), out);
    }

    private static IoVector cut(MemorySegment memory, int length, int step) {
        IoVector v = new IoVector();
        for (int at = 0; at < length; at += step) {
            v.add(memory.address() + at, Math.min(step, length - at));
        }
        return v;
    }

    // ------------------------------------------------------------------ usual messages

    /** INIT of Linux 6.12. */
    Reply init() {
        ask(Opcode.INIT, 0).as(0, 0);
        u32(7, 41, 131072, 0x7bfffffb, 0x1ff);
        return u32(new int[11]).send();
    }

    long lookup(long parent, String name) {
        return ask(Opcode.LOOKUP, parent).name(name).send().ok(128).u64(0);
    }

    void forget(long node, long count) {
        ask(Opcode.FORGET, node).u64(count).room(0).send().none();
    }

    long mkdir(long parent, String name) {
        return ask(Opcode.MKDIR, parent).as(0, 0).u32(0755, 0).name(name).send().ok(128).u64(0);
    }

    /** CREATE; the reply has the nodeid at 0 and the fh at 128. */
    Reply create(long parent, String name) {
        return ask(Opcode.CREATE, parent)
                .as(0, 0)
                .u32(0102, 0100644, 022, 0)
                .name(name)
                .send()
                .ok(144);
    }

    long open(long node, int flags) {
        return ask(Opcode.OPEN, node).u32(flags, 0).send().ok(16).u64(0);
    }

    int write(long node, long fh, long offset, String text) {
        return ask(Opcode.WRITE, node)
                .u64(fh, offset)
                .u32(text.length(), 0)
                .u64(0)
                .u32(0, 0)
                .text(text)
                .send()
                .ok(8)
                .u32(0);
    }

    Reply read(long node, long fh, long offset, int size) {
        return ask(Opcode.READ, node)
                .u64(fh, offset)
                .u32(size, 0)
                .u64(0)
                .u32(0, 0)
                .room(16 + size)
                .send();
    }

    Reply getattr(long node) {
        return ask(Opcode.GETATTR, node).u32(0, 0).u64(0).send();
    }

    Reply release(long node, long fh) {
        return ask(Opcode.RELEASE, node).u64(fh).u32(0, 0).u64(0).send();
    }

    @Override
    public void close() {
        server.reset();
        arena.close();
    }

    /** A reply. Offsets count from the end of its header. */
    final class Reply {

        final int used;
        private final byte[] all;
        private final ByteBuffer b;

        Reply(int used, byte[] all) {
            this.used = used;
            this.all = all;
            this.b = ByteBuffer.wrap(all).order(order);
        }

        /** Asserts that there is no reply at all. */
        void none() {
            assertThat(used).isZero();
            assertThat(exchange.dropped()).isFalse();
        }

        private void checkHeader() {
            assertThat(used).as("a reply header").isGreaterThanOrEqualTo(16);
            assertThat(b.getInt(0)).as("the header's length is the used length").isEqualTo(used);
            assertThat(b.getLong(8)).as("unique").isEqualTo(unique);
        }

        /** Asserts success with so many bytes. */
        Reply ok(int size) {
            checkHeader();
            assertThat(error()).isEqualTo("ok");
            assertThat(used - 16).isEqualTo(size);
            return this;
        }

        /** Asserts success. */
        Reply ok() {
            checkHeader();
            assertThat(error()).isEqualTo("ok");
            return this;
        }

        /** Asserts an error. */
        void fails(int errno) {
            checkHeader();
            assertThat(error()).isEqualTo(Errno.name(errno));
            assertThat(used).isEqualTo(16);
            assertThat(exchange.error()).isEqualTo(-errno);
        }

        String error() {
            int e = b.getInt(4);
            return e == 0 ? "ok" : Errno.name(-e);
        }

        int size() {
            return used - 16;
        }

        int u16(int at) {
            return Short.toUnsignedInt(b.getShort(16 + at));
        }

        int u32(int at) {
            return b.getInt(16 + at);
        }

        long u64(int at) {
            return b.getLong(16 + at);
        }

        String text(int at, int length) {
            return new String(all, 16 + at, length, StandardCharsets.ISO_8859_1);
        }

        String text() {
            return text(0, size());
        }
    }
}
