package dev.fuselage.kernel.program.fuse;

import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request as a daemon has read it: its header, and what follows. */
public final class FuseMessage {
    private final byte[] bytes;
    private final Wire header = new Wire();
    private final Wire arguments = new Wire();

    /** A message that was read otherwise; takes over its bytes. */
    public static FuseMessage of(byte[] bytes) {
        return new FuseMessage(bytes);
    }

    private FuseMessage(byte[] bytes) {
        this.bytes = bytes;
        MemorySegment segment = MemorySegment.ofArray(bytes);
        header.at(segment, 0);
        arguments.at(segment, FuseInHeader.SIZE);
    }

    /** What is asked; null for something unknown. */
    public @Nullable Opcode opcode() {
        return Opcode.of(FuseInHeader.OPCODE.get(header));
    }

    /** The number that the reply has to carry. */
    public long unique() {
        return FuseInHeader.UNIQUE.get(header);
    }

    /** The node that it is about. */
    public long nodeid() {
        return FuseInHeader.NODEID.get(header);
    }

    /** User id of who asks. */
    public int uid() {
        return FuseInHeader.UID.get(header);
    }

    /** Group id of who asks. */
    public int gid() {
        return FuseInHeader.GID.get(header);
    }

    /** Process id of who asks; 0 for the kernel itself. */
    public int pid() {
        return FuseInHeader.PID.get(header);
    }

    /** What follows the header. */
    public Wire arguments() {
        return arguments;
    }

    /** Bytes that follow the header. */
    public int argumentBytes() {
        return bytes.length - FuseInHeader.SIZE;
    }

    /** The NUL-terminated name that begins at a byte of the arguments, as a byte string. */
    public String name(int offset) {
        long length = arguments.nameLength(offset, Math.max(0, argumentBytes() - offset));
        int start = FuseInHeader.SIZE + offset;
        return length < 0
                ? ""
                : new String(bytes, start, (int) length, StandardCharsets.ISO_8859_1);
    }

    /** Copies bytes of the arguments, as many as there are. */
    public byte[] data(int offset, int length) {
        int there = Math.clamp((long) argumentBytes() - offset, 0, length);
        byte[] copy = new byte[there];
        System.arraycopy(bytes, FuseInHeader.SIZE + offset, copy, 0, there);
        return copy;
    }

    @Override
    public String toString() {
        return opcode() + " #" + unique() + " node " + nodeid();
    }
}
