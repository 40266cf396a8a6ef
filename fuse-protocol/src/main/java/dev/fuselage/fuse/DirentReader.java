package dev.fuselage.fuse;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Reads the records of a READDIR or READDIRPLUS reply, which anyone may have written: {@link
 * #next()} steps onto a record only when all of it lies in the reply. Bytes behind the last whole
 * record are no error, as Linux has it. Reusable.
 */
public final class DirentReader {
    private final Wire wire = new Wire();
    private final Wire entry = new Wire();
    private long end;
    private long following;
    private long skip;
    private long nameLength;

    /** Starts at the first {@link FuseDirent} of a reply of that many bytes. */
    public DirentReader reset(MemorySegment segment, long offset, long length, ByteOrder order) {
        return reset(segment, offset, length, order, 0);
    }

    /** Starts at the first {@link FuseDirentplus} of a reply of that many bytes. */
    public DirentReader resetPlus(
            MemorySegment segment, long offset, long length, ByteOrder order) {
        return reset(segment, offset, length, order, FuseDirentplus.DIRENT_OFFSET);
    }

    private DirentReader reset(
            MemorySegment segment, long offset, long length, ByteOrder order, long skip) {
        Objects.checkFromIndexSize(offset, length, segment.byteSize());
        wire.at(segment, offset).order(order);
        following = offset;
        end = offset + length;
        this.skip = skip;
        nameLength = 0;
        return this;
    }

    /**
     * Steps onto the next record. False where what is left is no whole record; the reader is at no
     * record then.
     */
    public boolean next() {
        long rest = end - following;
        if (rest < skip + FuseDirent.SIZE) {
            return false;
        }
        MemorySegment segment = wire.segment();
        wire.at(segment, following + skip);
        long length = FuseDirent.NAMELEN.getUnsigned(wire);
        long size = FuseProtocol.recordAlign(skip + FuseDirent.NAME_OFFSET + length);
        if (size > rest) {
            return false;
        }
        nameLength = length;
        entry.at(wire, -skip);
        following += size;
        return true;
    }

    public long ino() {
        return FuseDirent.INO.get(wire);
    }

    /** Where READDIR goes on after this record. */
    public long off() {
        return FuseDirent.OFF.get(wire);
    }

    /** {@link dev.fuselage.fuse.linux.DirentType}. */
    public int type() {
        return FuseDirent.TYPE.get(wire);
    }

    /** Offset in the segment of the name. */
    public long nameOffset() {
        return wire.base() + FuseDirent.NAME_OFFSET;
    }

    /** Bytes of the name; 0 and names with a slash are for the caller to refuse. */
    public long nameLength() {
        return nameLength;
    }

    /** The {@link FuseEntryOut} of a {@link FuseDirentplus}. */
    public Wire entry() {
        return entry;
    }
}
