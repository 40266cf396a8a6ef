package dev.fuselage.fuse;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Writes the records of a READDIR or READDIRPLUS reply one after the other, as many as fit.
 * Reusable.
 *
 * <p>{@code add} writes a {@link FuseDirent}. {@code addPlus} writes a {@link FuseDirentplus} and
 * returns with {@link #entry()} at its {@link FuseEntryOut}, zeroed, for the caller to fill in.
 */
public final class DirentWriter {
    private final Wire wire = new Wire();
    private final Wire entry = new Wire();
    private long start;
    private long limit;
    private long used;

    /**
     * Starts again with an empty reply.
     *
     * @param capacity bytes that the records may take, which have to lie in the segment
     */
    public DirentWriter reset(MemorySegment segment, long offset, long capacity, ByteOrder order) {
        Objects.checkFromIndexSize(offset, capacity, segment.byteSize());
        wire.at(segment, offset).order(order);
        start = offset;
        limit = capacity;
        used = 0;
        return this;
    }

    /** Bytes written so far. */
    public long bytes() {
        return used;
    }

    /**
     * Adds a {@link FuseDirent}; false, with nothing written, where it does not fit.
     *
     * @param off where READDIR goes on after this record
     * @param type {@link dev.fuselage.fuse.linux.DirentType}
     */
    public boolean add(long ino, long off, int type, byte[] name, int nameOffset, int nameLength) {
        long size = FuseDirent.recordSize(nameLength);
        if (size > limit - used) {
            return false;
        }
        dirent(0, size, ino, off, type, name, nameOffset, nameLength);
        used += size;
        return true;
    }

    /** Adds a {@link FuseDirentplus}; false, with nothing written, where it does not fit. */
    public boolean addPlus(
            long ino, long off, int type, byte[] name, int nameOffset, int nameLength) {
        long size = FuseDirentplus.recordSize(nameLength);
        if (size > limit - used) {
            return false;
        }
        dirent(FuseDirentplus.DIRENT_OFFSET, size, ino, off, type, name, nameOffset, nameLength);
        FuseDirentplus.ENTRY_OUT.in(wire, entry);
        FuseEntryOut.STRUCT.clear(entry);
        used += size;
        return true;
    }

    /** The {@link FuseEntryOut} of the record that {@code addPlus} added last. */
    public Wire entry() {
        return entry;
    }

    private void dirent(
            long skip,
            long size,
            long ino,
            long off,
            int type,
            byte[] name,
            int nameOffset,
            int nameLength) {
        MemorySegment segment = wire.segment();
        wire.at(segment, start + used + skip);
        FuseDirent.INO.set(wire, ino);
        FuseDirent.OFF.set(wire, off);
        FuseDirent.NAMELEN.set(wire, nameLength);
        FuseDirent.TYPE.set(wire, type);
        long nameEnd = FuseDirent.NAME_OFFSET + nameLength;
        MemorySegment.copy(
                name,
                nameOffset,
                segment,
                ValueLayout.JAVA_BYTE,
                wire.base() + FuseDirent.NAME_OFFSET,
                nameLength);
        wire.clear(nameEnd, size - skip - nameEnd);
        wire.at(segment, start + used);
    }
}
