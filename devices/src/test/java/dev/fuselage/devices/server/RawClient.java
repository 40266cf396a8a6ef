package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A FUSE client that puts bytes together by hand: offsets and sizes stand here and in the tests as
 * numbers from the UAPI header, not from the code under test. How its bytes reach a server is for a
 * subclass to say.
 */
public abstract class RawClient {

    private final int usualRoom;
    private final ByteOrder order;
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Opcode opcode = Opcode.INIT;
    private long nodeId;
    private int uid;
    private int gid;
    private int extensionWords;
    private int lengthError;
    private long unique = 2;
    private int room;
    private int pieceBytes;

    /**
     * @param usualRoom for a reply, unless told otherwise
     */
    protected RawClient(ByteOrder order, int usualRoom) {
        this.order = order;
        this.usualRoom = usualRoom;
        this.room = usualRoom;
    }

    /** Numbers its messages on from those of another client. */
    protected final void continueAfter(RawClient other) {
        unique = other.unique;
    }

    /** Byte order of what it sends and of the replies it expects. */
    public final ByteOrder order() {
        return order;
    }

    // ------------------------------------------------------------------ asking

    /** Begins a message. */
    public final RawClient ask(Opcode op, long node) {
        bytes = new ByteArrayOutputStream();
        opcode = op;
        nodeId = node;
        uid = -1;
        gid = -1;
        extensionWords = 0;
        lengthError = 0;
        room = usualRoom;
        pieceBytes = 0;
        unique += 2;
        return this;
    }

    public final RawClient as(int user, int group) {
        uid = user;
        gid = group;
        return this;
    }

    public final RawClient u32(int... values) {
        for (int v : values) {
            bytes.writeBytes(ByteBuffer.allocate(4).order(order).putInt(v).array());
        }
        return this;
    }

    public final RawClient u64(long... values) {
        for (long v : values) {
            bytes.writeBytes(ByteBuffer.allocate(8).order(order).putLong(v).array());
        }
        return this;
    }

    /** A string with its NUL. */
    public final RawClient name(String s) {
        bytes.writeBytes(s.getBytes(StandardCharsets.ISO_8859_1));
        bytes.write(0);
        return this;
    }

    public final RawClient raw(byte... b) {
        bytes.writeBytes(b);
        return this;
    }

    public final RawClient text(String s) {
        return raw(s.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sets total_extlen. */
    public final RawClient extensions(int words) {
        extensionWords = words;
        return this;
    }

    /** Makes the header's length wrong by so many bytes. */
    public final RawClient lengthOff(int by) {
        lengthError = by;
        return this;
    }

    /** Room for the reply, its header included. */
    public final RawClient room(int n) {
        room = n;
        return this;
    }

    /** Cuts request and reply memory into pieces of so many bytes. */
    public final RawClient inPiecesOf(int n) {
        pieceBytes = n;
        return this;
    }

    /** The message as it is to be sent. */
    public final byte[] message() {
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
        return b.array();
    }

    /** Sends the message. */
    public final Reply send() {
        return send(message());
    }

    /** Sends bytes as they are. */
    public final Reply send(byte[] message) {
        return deliver(message, room, pieceBytes);
    }

    /**
     * Has a message served.
     *
     * @param room bytes that a reply may have
     * @param pieceBytes bytes of each piece of memory; 0 for whatever is usual
     */
    protected abstract Reply deliver(byte[] message, int room, int pieceBytes);

    // ------------------------------------------------------------------ usual messages

    /** INIT of Linux 6.12. */
    public final Reply init() {
        ask(Opcode.INIT, 0).as(0, 0);
        u32(7, 41, 131072, 0x7bfffffb, 0x1ff);
        return u32(new int[11]).send();
    }

    public final long lookup(long parent, String name) {
        return ask(Opcode.LOOKUP, parent).name(name).send().ok(128).u64(0);
    }

    public final void forget(long node, long count) {
        ask(Opcode.FORGET, node).u64(count).room(0).send().none();
    }

    public final long mkdir(long parent, String name) {
        return ask(Opcode.MKDIR, parent).as(0, 0).u32(0755, 0).name(name).send().ok(128).u64(0);
    }

    /** CREATE; the reply has the nodeid at 0 and the fh at 128. */
    public final Reply create(long parent, String name) {
        return ask(Opcode.CREATE, parent)
                .as(0, 0)
                .u32(0102, 0100644, 022, 0)
                .name(name)
                .send()
                .ok(144);
    }

    public final long open(long node, int flags) {
        return ask(Opcode.OPEN, node).u32(flags, 0).send().ok(16).u64(0);
    }

    public final long opendir(long node) {
        return ask(Opcode.OPENDIR, node).u32(0, 0).send().ok(16).u64(0);
    }

    public final int write(long node, long fh, long offset, String text) {
        return askWrite(node, fh, offset, text).send().ok(8).u32(0);
    }

    /** A WRITE that is still to be sent. */
    public final RawClient askWrite(long node, long fh, long offset, String text) {
        return ask(Opcode.WRITE, node)
                .u64(fh, offset)
                .u32(text.length(), 0)
                .u64(0)
                .u32(0, 0)
                .text(text);
    }

    public final Reply read(long node, long fh, long offset, int size) {
        return askRead(Opcode.READ, node, fh, offset, size).send();
    }

    /** A READ, READDIR or READDIRPLUS that is still to be sent, with just the room it needs. */
    public final RawClient askRead(Opcode op, long node, long fh, long offset, int size) {
        return ask(op, node).u64(fh, offset).u32(size, 0).u64(0).u32(0, 0).room(16 + size);
    }

    public final Reply getattr(long node) {
        return ask(Opcode.GETATTR, node).u32(0, 0).u64(0).send();
    }

    public final Reply release(long node, long fh) {
        return ask(Opcode.RELEASE, node).u64(fh).u32(0, 0).u64(0).send();
    }

    /** A reply to the message asked last. Offsets count from the end of its header. */
    public final class Reply {

        /** Bytes the server says it has written. */
        public final int used;

        private final byte[] all;
        private final ByteBuffer b;

        /**
         * @param all memory of the reply, of which the first {@code used} bytes were written
         */
        public Reply(int used, byte[] all) {
            this.used = used;
            this.all = all;
            this.b = ByteBuffer.wrap(all).order(order);
        }

        /** Asserts that there is no reply at all. */
        public void none() {
            assertThat(used).as("no reply").isZero();
        }

        private void checkHeader() {
            assertThat(used).as("a reply header").isGreaterThanOrEqualTo(16);
            assertThat(b.getInt(0)).as("the header's length is the used length").isEqualTo(used);
            assertThat(b.getLong(8)).as("unique").isEqualTo(unique);
        }

        /** Asserts success with so many bytes. */
        public Reply ok(int size) {
            checkHeader();
            assertThat(error()).isEqualTo("ok");
            assertThat(used - 16).isEqualTo(size);
            return this;
        }

        /** Asserts success. */
        public Reply ok() {
            checkHeader();
            assertThat(error()).isEqualTo("ok");
            return this;
        }

        /** Asserts an error. */
        public void fails(int errno) {
            checkHeader();
            assertThat(error()).isEqualTo(Errno.name(errno));
            assertThat(used).isEqualTo(16);
        }

        public String error() {
            int e = b.getInt(4);
            return e == 0 ? "ok" : Errno.name(-e);
        }

        public int size() {
            return used - 16;
        }

        /** The reply's arguments, for reading structures from. */
        public Wire wire() {
            return new Wire().at(MemorySegment.ofArray(all), 16).order(order);
        }

        public int u16(int at) {
            return Short.toUnsignedInt(b.getShort(16 + at));
        }

        public int u32(int at) {
            return b.getInt(16 + at);
        }

        public long u64(int at) {
            return b.getLong(16 + at);
        }

        public String text(int at, int length) {
            return new String(all, 16 + at, length, StandardCharsets.ISO_8859_1);
        }

        public String text() {
            return text(0, size());
        }
    }
}
