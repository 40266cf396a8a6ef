package dev.fuselage.benchmarks;

import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.fuse.FuseCreateIn;
import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseInitIn;
import dev.fuselage.fuse.FuseOpenOut;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.IoVector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * A FUSE session with a server over an in-memory file system, without rings or a guest: messages
 * are made once by hand and served again and again.
 */
final class RawSession implements AutoCloseable {
    private static final int REPLY_ROOM = FuseOutHeader.SIZE + (1 << 17);

    private final MemoryFileSystem files = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS);
    private final FuseServer server =
            new FuseServer(files, ServerConfig.of(CachePolicy.NONE), CostProfile.standard());
    private final FuseExchange exchange = new FuseExchange();

    /** A message with its arguments and memory for its reply. */
    static final class Message {
        private final MemorySegment requestMemory;
        private final MemorySegment replyMemory = Arena.ofAuto().allocate(REPLY_ROOM, 8);
        private final IoVector request = new IoVector();
        private final IoVector reply = new IoVector();
        private final Wire args = new Wire();

        private Message(Opcode opcode, long nodeId, int argsBytes) {
            int bytes = FuseInHeader.SIZE + argsBytes;
            requestMemory = Arena.ofAuto().allocate(bytes, 8);
            Wire header = new Wire().at(requestMemory, 0);
            FuseInHeader.LEN.set(header, bytes);
            FuseInHeader.OPCODE.set(header, opcode.number());
            FuseInHeader.UNIQUE.set(header, 2);
            FuseInHeader.NODEID.set(header, nodeId);
            args.at(requestMemory, FuseInHeader.SIZE);
            request.add(requestMemory.address(), bytes);
            reply.add(replyMemory.address(), REPLY_ROOM);
        }

        /** The arguments, to fill in. */
        Wire args() {
            return args;
        }

        /** The arguments of the reply. */
        Wire replyArgs() {
            return new Wire().at(replyMemory, FuseOutHeader.SIZE);
        }

        Message text(long offset, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < bytes.length; i++) {
                args.u8(offset + i, bytes[i]);
            }
            return this;
        }
    }

    /** A session that is established. */
    RawSession() {
        Message init = new Message(Opcode.INIT, 0, FuseInitIn.SIZE);
        FuseInitIn.MAJOR.set(init.args(), FuseProtocol.KERNEL_VERSION);
        FuseInitIn.MINOR.set(init.args(), 41);
        FuseInitIn.MAX_READAHEAD.set(init.args(), 1 << 17);
        FuseInitIn.FLAGS.set(init.args(), -1);
        serveWell(init);
    }

    /** A message with room for arguments. */
    Message message(Opcode opcode, long nodeId, int argsBytes) {
        return new Message(opcode, nodeId, argsBytes);
    }

    /** Creates a file in the root; the reply has its nodeid and its handle. */
    Message create(String name) {
        Message create =
                message(Opcode.CREATE, FuseProtocol.ROOT_ID, FuseCreateIn.SIZE + name.length() + 1);
        FuseCreateIn.FLAGS.set(create.args(), OpenFlags.O_RDWR | OpenFlags.O_CREAT);
        FuseCreateIn.MODE.set(create.args(), 0100644);
        serveWell(create.text(FuseCreateIn.SIZE, name));
        return create;
    }

    static long nodeId(Message created) {
        return FuseEntryOut.NODEID.get(created.replyArgs());
    }

    static long handle(Message created) {
        Wire entry = created.replyArgs();
        return FuseOpenOut.FH.get(entry.at(entry, FuseEntryOut.SIZE));
    }

    /**
     * Has the message served.
     *
     * @return bytes of the reply, or a negative errno
     */
    int serve(Message message) {
        exchange.begin(1, message.request, message.reply);
        server.serve(exchange);
        return exchange.error() < 0 ? exchange.error() : exchange.replyBytes();
    }

    /** As {@link #serve}, for a message that must succeed. */
    void serveWell(Message message) {
        int result = serve(message);
        if (result < 0) {
            throw new IllegalStateException(
                    "opcode %d: error %d".formatted(exchange.opcode(), result));
        }
    }

    @Override
    public void close() {
        server.reset();
        files.close();
    }
}
