package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.memory.IoVector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * The message being served: its header and arguments, copied out of the guest's memory once so that
 * the guest cannot change them between check and use, and the arguments of the reply as they are
 * put together. Content of READ, WRITE and the like is not copied here; it moves between the
 * guest's memory and the file system directly.
 *
 * <p>Reused for every message. Names are checked here, in one place: an empty name, one with {@code
 * /}, NUL, {@code "."}, {@code ".."} or more than 255 bytes never reaches a file system.
 */
final class Request {

    /** Room for the arguments of any reply that is put together here: a symbolic link's target. */
    static final int REPLY_CAPACITY = 4096;

    private static final int HEADER = FuseInHeader.SIZE;
    private static final int OUT_HEADER = FuseOutHeader.SIZE;

    /** Copied at once, since that covers most messages whole. */
    private static final int PREFETCH = 128;

    private static final int FIRST_CAPACITY = 8 * 1024;

    /** What a message may have beyond {@link Negotiation#MAX_WRITE} bytes of content. */
    static final int HEADER_ROOM = 4096;

    /** Longest message served. */
    private static final int LONGEST = Negotiation.MAX_WRITE + HEADER_ROOM;

    private final Wire header = new Wire();
    private final Wire args = new Wire();
    private final Wire reply = new Wire();
    private final Wire replyHeader = new Wire();
    private final Caller caller = new Caller();
    private final FileName name = FileName.reusable(FileName.NAME_MAX);
    private final FileName secondName = FileName.reusable(FileName.NAME_MAX);
    private final FileName target = FileName.reusable(FileName.PATH_MAX);
    private final MemorySegment replySegment;
    private final IoVector replyArguments = new IoVector();

    private MemorySegment copy;
    private int fetched;

    private IoVector source = new IoVector();
    private IoVector destination = new IoVector();
    private int argsLength;
    private int stringEnd;
    private long unique;
    private long nodeId;
    private int opcode;
    private long cost;
    private boolean direct;

    Request() {
        // One piece of memory, since a machine is made in microseconds and each piece costs some.
        MemorySegment memory =
                Arena.ofAuto().allocate(FIRST_CAPACITY + OUT_HEADER + REPLY_CAPACITY, Long.BYTES);
        copy = memory.asSlice(0, FIRST_CAPACITY);
        replySegment = memory.asSlice(FIRST_CAPACITY);
        replyHeader.at(HostMemory.ALL, replySegment.address());
        reply.at(HostMemory.ALL, replySegment.address() + OUT_HEADER);
        replyArguments.add(replySegment.address() + OUT_HEADER, REPLY_CAPACITY);
        place();
    }

    private void place() {
        header.at(HostMemory.ALL, copy.address());
        args.at(HostMemory.ALL, copy.address() + HEADER);
    }

    // ------------------------------------------------------------------ taking in

    /** Begins with another message. */
    void begin(IoVector request, IoVector replyMemory) {
        source = request;
        destination = replyMemory;
        fetched = 0;
        argsLength = 0;
        stringEnd = 0;
        unique = 0;
        nodeId = 0;
        opcode = 0;
        cost = 0;
        direct = false;
        fetch((int) Math.min(request.bytes(), PREFETCH));
    }

    /** Whether the message has a whole header. */
    boolean hasHeader() {
        return fetched >= HEADER;
    }

    /** The opcode as it stands there in little-endian order, whatever the session's is. */
    int rawOpcode() {
        return HostMemory.getInt(copy.address() + FuseInHeader.OPCODE.offset());
    }

    /** Sets the byte order of the session and decodes the header. */
    void decode(ByteOrder order) {
        header.order(order);
        args.order(order);
        reply.order(order);
        replyHeader.order(order);
        if (fetched >= FuseInHeader.NODEID.offset()) {
            unique = FuseInHeader.UNIQUE.get(header);
        }
        if (hasHeader()) {
            opcode = FuseInHeader.OPCODE.get(header);
            nodeId = FuseInHeader.NODEID.get(header);
            caller.set(
                    FuseInHeader.UID.get(header),
                    FuseInHeader.GID.get(header),
                    FuseInHeader.PID.get(header));
        }
    }

    /** Checks the header's length against what is there; 0 or a negative errno. */
    int checkLength() {
        long length = FuseInHeader.LEN.getUnsigned(header);
        if (length > LONGEST) {
            return -Errno.ENOMEM;
        }
        if (length < HEADER || length > source.bytes()) {
            return -Errno.EINVAL;
        }
        argsLength = (int) length - HEADER;
        return 0;
    }

    private void fetch(int length) {
        if (length <= fetched) {
            return;
        }
        if (length > copy.byteSize()) {
            // At once as long as any: memory outside the heap is not collected in time if a guest
            // has it grow bit by bit.
            MemorySegment larger = Arena.ofAuto().allocate(LONGEST, 8);
            MemorySegment.copy(copy, 0, larger, 0, fetched);
            copy = larger;
            place();
        }
        source.copyOut(fetched, HostMemory.ALL, copy.address() + fetched, length - fetched);
        fetched = length;
    }

    int opcode() {
        return opcode;
    }

    long unique() {
        return unique;
    }

    long nodeId() {
        return nodeId;
    }

    /** Who asks. Supplementary groups are there after {@link #extensions}. */
    Caller caller() {
        return caller;
    }

    /** Bytes after the header. */
    int argsLength() {
        return argsLength;
    }

    /** The arguments; valid as far as {@link #hasArgs} has said. */
    Wire args() {
        return args;
    }

    /** Makes the first {@code size} bytes of the arguments readable; false if there are fewer. */
    boolean hasArgs(int size) {
        if (argsLength < size) {
            return false;
        }
        fetch(HEADER + size);
        return true;
    }

    /**
     * Memory of the whole message; the arguments' byte {@code i} is at {@link #sourceOffset}(i).
     */
    IoVector source() {
        return source;
    }

    static long sourceOffset(int argsOffset) {
        return HEADER + (long) argsOffset;
    }

    // ------------------------------------------------------------------ names

    /** The name read by {@link #readName}. */
    FileName name() {
        return name;
    }

    /** The name read by {@link #readSecondName}. */
    FileName secondName() {
        return secondName;
    }

    /** The text read by {@link #readTarget}. */
    FileName target() {
        return target;
    }

    /** Reads a name of a directory entry that begins at {@code offset}; 0 or a negative errno. */
    int readName(int offset) {
        int error = readString(offset, name);
        return error != 0 ? error : checkName(name);
    }

    /** Reads the name of a directory entry that follows the string read last. */
    int readSecondName() {
        int error = readString(stringEnd, secondName);
        return error != 0 ? error : checkName(secondName);
    }

    /** Reads the target of a symbolic link, which follows the string read last. */
    int readTarget() {
        return readString(stringEnd, target);
    }

    /** Reads the name of an extended attribute; 0 or a negative errno. */
    int readAttributeName(int offset) {
        int error = readString(offset, name);
        if (error == -Errno.ENAMETOOLONG) {
            return -Errno.ERANGE;
        }
        return error == 0 && name.length() == 0 ? -Errno.ERANGE : error;
    }

    private int readString(int offset, FileName into) {
        int limit = Math.min(argsLength - offset, into.capacity() + 1);
        if (limit <= 0) {
            return -Errno.EINVAL;
        }
        fetch(HEADER + offset + limit);
        long start = copy.address() + HEADER + offset;
        int length = 0;
        while (length < limit && HostMemory.getByte(start + length) != 0) {
            length++;
        }
        if (length == limit) {
            return argsLength - offset > limit ? -Errno.ENAMETOOLONG : -Errno.EINVAL;
        }
        into.set(HostMemory.ALL, start, length);
        stringEnd = offset + length + 1;
        return 0;
    }

    private static int checkName(FileName n) {
        boolean bad = n.length() == 0 || n.isDotOrDotDot() || n.contains('/');
        return bad ? -Errno.EINVAL : 0;
    }

    /** Where in the arguments the string read last has ended, its NUL included. */
    int stringEnd() {
        return stringEnd;
    }

    /** Whether the message ends with the string read last. */
    boolean endsHere() {
        return stringEnd == argsLength;
    }

    /**
     * Reads the extensions that follow the strings of a request that makes a file; 0 or a negative
     * errno.
     */
    int extensions() {
        int length = FuseInHeader.TOTAL_EXTLEN.get(header) * 8;
        if (argsLength - stringEnd != length) {
            return -Errno.EINVAL;
        }
        fetch(HEADER + argsLength);
        return Extensions.read(args, stringEnd, argsLength, caller);
    }

    // ------------------------------------------------------------------ answering

    /** The arguments of the reply; {@link #REPLY_CAPACITY} bytes. */
    Wire reply() {
        return reply;
    }

    /** {@link #reply()} as a list of memory. */
    IoVector replyArguments() {
        return replyArguments;
    }

    /** Memory for the whole reply; its arguments begin at {@link FuseOutHeader#SIZE}. */
    IoVector destination() {
        return destination;
    }

    /** Whether a reply with so many bytes of arguments fits. */
    boolean hasRoom(long bytes) {
        return destination.bytes() >= OUT_HEADER + bytes;
    }

    /**
     * Says that the arguments of the reply are in the guest's memory already.
     *
     * @param bytes how many
     * @return {@code bytes}
     */
    int direct(long bytes) {
        direct = true;
        return (int) bytes;
    }

    /**
     * Copies a record from the middle of a long list in the arguments to where the reply is put
     * together, for a message that has no reply.
     */
    Wire record(int argsOffset, int size) {
        source.copyOut(sourceOffset(argsOffset), HostMemory.ALL, reply.base(), size);
        return reply;
    }

    /**
     * Copies the first bytes of {@link #reply()} to the arguments of the reply in the guest's
     * memory.
     */
    void putDirect(long at, long length) {
        destination.copyIn(OUT_HEADER + at, HostMemory.ALL, reply.base(), length);
    }

    /** Copies bytes to the arguments of the reply in the guest's memory. */
    void putDirect(long at, MemorySegment from, long fromOffset, long length) {
        destination.copyIn(OUT_HEADER + at, from, fromOffset, length);
    }

    /** Adds to what the host spends on this message, in cycles. */
    void charge(long cycles) {
        cost += cycles;
    }

    long cost() {
        return cost;
    }

    /**
     * Writes the reply.
     *
     * @param result bytes of arguments, or a negative errno
     * @return bytes written: 0 if not even a header fits
     */
    int finish(int result) {
        if (destination.bytes() < OUT_HEADER) {
            return 0;
        }
        int length = OUT_HEADER + Math.max(result, 0);
        FuseOutHeader.LEN.set(replyHeader, length);
        FuseOutHeader.ERROR.set(replyHeader, Math.min(result, 0));
        FuseOutHeader.UNIQUE.set(replyHeader, unique);
        destination.copyIn(0, HostMemory.ALL, replySegment.address(), direct ? OUT_HEADER : length);
        return length;
    }

    @Override
    public String toString() {
        return "opcode %d of nodeid 0x%x, unique 0x%x, %d bytes of arguments"
                .formatted(opcode, nodeId, unique, argsLength);
    }
}
