package dev.fuselage.fuse;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Walks the security contexts behind a {@link FuseSecctxHeader}, which anyone may have written, as
 * {@link ExtensionWalker} walks extensions. Reusable.
 */
public final class SecurityContextWalker {
    private final Wire wire = new Wire();
    private long end;
    private long following;
    private long remaining;
    private long nameOffset;
    private long nameLength;
    private long valueLength;
    private boolean broken;

    /** Starts at the extension that a walker is at, which has to hold security contexts. */
    public SecurityContextWalker reset(ExtensionWalker extension) {
        if (!extension.isSecurityContexts()) {
            throw new IllegalStateException("not at an extension with security contexts");
        }
        Wire at = extension.wire();
        return reset(at.segment(), extension.offset(), extension.size(), at.order());
    }

    /**
     * Starts at a {@link FuseSecctxHeader}: in 7.36 and 7.37 it followed the names without an
     * extension.
     *
     * @param room bytes at the offset that may be looked at
     * @throws IndexOutOfBoundsException where they do not lie in the segment
     */
    public SecurityContextWalker reset(
            MemorySegment segment, long offset, long room, ByteOrder order) {
        Objects.checkFromIndexSize(offset, room, segment.byteSize());
        wire.at(segment, offset).order(order);
        nameOffset = offset;
        nameLength = 0;
        valueLength = 0;
        remaining = 0;
        broken = room < FuseSecctxHeader.SIZE;
        if (broken) {
            return this;
        }
        long declared = FuseSecctxHeader.SIZE_FIELD.getUnsigned(wire);
        broken = declared < FuseSecctxHeader.SIZE || declared > room;
        remaining = FuseSecctxHeader.NR_SECCTX.getUnsigned(wire);
        following = offset + FuseSecctxHeader.SIZE;
        end = offset + declared;
        return this;
    }

    /** Steps onto the next context; false behind the last one and where the rest is no context. */
    public boolean next() {
        if (broken || remaining == 0) {
            return false;
        }
        long rest = end - following - FuseSecctx.SIZE;
        if (rest < 0) {
            broken = true;
            return false;
        }
        wire.at(wire.segment(), following);
        valueLength = FuseSecctx.SIZE_FIELD.getUnsigned(wire);
        nameOffset = following + FuseSecctx.SIZE;
        nameLength = wire.nameLength(FuseSecctx.SIZE, rest);
        if (nameLength < 0 || valueLength > rest - nameLength - 1) {
            broken = true;
            return false;
        }
        remaining--;
        following = Math.min(end, following + FuseSecctx.recordSize(nameLength, valueLength));
        return true;
    }

    /** A context does not lie in the bytes given. */
    public boolean broken() {
        return broken;
    }

    /** Offset in the segment of the name of this context, as {@code security.selinux}. */
    public long nameOffset() {
        return nameOffset;
    }

    /** Bytes of the name without its NUL. */
    public long nameLength() {
        return nameLength;
    }

    /** Offset in the segment of the value of this context. */
    public long valueOffset() {
        return nameOffset + nameLength + 1;
    }

    public long valueLength() {
        return valueLength;
    }
}
