package dev.fuselage.fuse;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Walks the extensions at the end of a request, which anyone may have written: {@link #next()}
 * steps onto an extension only when all of it lies in the bytes given, and {@link #broken()} tells
 * a bad end from a good one. Reusable.
 *
 * <pre>{@code
 * walker.reset(segment, offset, length, order);
 * while (walker.next()) {
 *     if (walker.isGroups()) { ... walker.group(i) ... }
 * }
 * if (walker.broken()) { reply with EINVAL }
 * }</pre>
 */
public final class ExtensionWalker {
    private final Wire wire = new Wire();
    private long end;
    private long following;
    private long start;
    private long size;
    private int type;
    private int groups;
    private boolean broken;

    /**
     * Starts again.
     *
     * @param length bytes that all extensions take: 8 times {@link FuseInHeader#TOTAL_EXTLEN}
     * @throws IndexOutOfBoundsException where they do not lie in the segment
     */
    public ExtensionWalker reset(MemorySegment segment, long offset, long length, ByteOrder order) {
        Objects.checkFromIndexSize(offset, length, segment.byteSize());
        wire.at(segment, 0).order(order);
        end = offset + length;
        following = offset;
        start = offset;
        size = 0;
        type = 0;
        broken = false;
        return this;
    }

    /** Steps onto the next extension; false at the end and where the rest is no extension. */
    public boolean next() {
        size = 0;
        if (broken || following == end) {
            return false;
        }
        start = following;
        long rest = end - start;
        if (rest < FuseExtHeader.SIZE) {
            broken = true;
            return false;
        }
        wire.at(wire.segment(), start);
        long declared = FuseExtHeader.SIZE_FIELD.getUnsigned(wire);
        if (declared < FuseExtHeader.SIZE || declared > rest) {
            broken = true;
            return false;
        }
        type = FuseExtHeader.TYPE.get(wire);
        size = declared;
        following = Math.min(end, start + FuseProtocol.recordAlign(declared));
        return !isGroups() || countGroups();
    }

    /** The bytes do not end where an extension ends, or an extension contradicts itself. */
    public boolean broken() {
        return broken;
    }

    /** {@link FuseExtHeader#TYPE} of this extension. */
    public int type() {
        return type;
    }

    /** Offset in the segment of this extension, header included. */
    public long offset() {
        return start;
    }

    /** Bytes of this extension, header included. */
    public long size() {
        return size;
    }

    /**
     * Whether this extension is a {@link FuseSecctxHeader}, which {@link SecurityContextWalker}
     * walks on.
     */
    public boolean isSecurityContexts() {
        return size != 0 && Integer.compareUnsigned(type, ExtType.MAX_NR_SECCTX) <= 0;
    }

    /** Whether this extension is a {@link FuseSuppGroups}. */
    public boolean isGroups() {
        return size != 0 && type == ExtType.EXT_GROUPS;
    }

    /** How many groups this {@link FuseSuppGroups} holds. */
    public int groupCount() {
        if (!isGroups()) {
            throw new IllegalStateException("not at an extension with groups");
        }
        return groups;
    }

    /** One of those groups. */
    public int group(int index) {
        if (index < 0 || index >= groupCount()) {
            throw new IndexOutOfBoundsException("group " + index + " of " + groupCount());
        }
        return wire.u32(FuseExtHeader.SIZE + FuseSuppGroups.GROUPS_OFFSET + 4L * index);
    }

    /** A wire at this extension. */
    Wire wire() {
        return wire;
    }

    private boolean countGroups() {
        long room = size - FuseExtHeader.SIZE - FuseSuppGroups.SIZE;
        long declared = room < 0 ? 0 : Integer.toUnsignedLong(wire.u32(FuseExtHeader.SIZE));
        if (declared * Integer.BYTES > room) {
            broken = true;
            size = 0;
            return false;
        }
        groups = (int) declared;
        return true;
    }
}
