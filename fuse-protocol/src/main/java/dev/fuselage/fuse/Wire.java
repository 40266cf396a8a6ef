package dev.fuselage.fuse;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A place in memory where a structure lies, and the byte order to read it in: what the fields of a
 * structure are read and written through. One object is moved from structure to structure, so that
 * a request costs no allocation.
 *
 * <p>Offsets count from {@link #base()}. Every access is checked against the bounds of the segment
 * and throws {@link IndexOutOfBoundsException} outside them; nothing is read or written then.
 */
public final class Wire {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private MemorySegment segment = MemorySegment.NULL;
    private long base;
    private boolean swapped;

    /** Nowhere, little-endian: {@link #at(MemorySegment, long)} comes first. */
    public Wire() {}

    /** Moves to that offset of that segment; the byte order stays. */
    public Wire at(MemorySegment segment, long offset) {
        this.segment = segment;
        this.base = offset;
        return this;
    }

    /** Moves to a place inside a structure that another wire is at, in its byte order. */
    public Wire at(Wire outer, long offset) {
        segment = outer.segment;
        base = outer.base + offset;
        swapped = outer.swapped;
        return this;
    }

    /** Sets the byte order of the session; {@link ByteOrder#LITTLE_ENDIAN} at first. */
    public Wire order(ByteOrder order) {
        swapped = order == ByteOrder.BIG_ENDIAN;
        return this;
    }

    public MemorySegment segment() {
        return segment;
    }

    /** Offset in the segment that offset 0 of this wire stands for. */
    public long base() {
        return base;
    }

    public ByteOrder order() {
        return swapped ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** 0..255. */
    public int u8(long offset) {
        return Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, base + offset));
    }

    /** The lower 8 bits of the value. */
    public void u8(long offset, int value) {
        segment.set(ValueLayout.JAVA_BYTE, base + offset, (byte) value);
    }

    /** 0..65535. */
    public int u16(long offset) {
        short value = segment.get(SHORT, base + offset);
        return Short.toUnsignedInt(swapped ? Short.reverseBytes(value) : value);
    }

    /** The lower 16 bits of the value. */
    public void u16(long offset, int value) {
        short low = (short) value;
        segment.set(SHORT, base + offset, swapped ? Short.reverseBytes(low) : low);
    }

    public int u32(long offset) {
        int value = segment.get(INT, base + offset);
        return swapped ? Integer.reverseBytes(value) : value;
    }

    public void u32(long offset, int value) {
        segment.set(INT, base + offset, swapped ? Integer.reverseBytes(value) : value);
    }

    public long u64(long offset) {
        long value = segment.get(LONG, base + offset);
        return swapped ? Long.reverseBytes(value) : value;
    }

    public void u64(long offset, long value) {
        segment.set(LONG, base + offset, swapped ? Long.reverseBytes(value) : value);
    }

    /** Writes that many zero bytes. Nothing is written where they do not all fit. */
    public void clear(long offset, long length) {
        Objects.checkFromIndexSize(base + offset, length, segment.byteSize());
        long done = 0;
        for (; done + Long.BYTES <= length; done += Long.BYTES) {
            segment.set(LONG, base + offset + done, 0L);
        }
        for (; done < length; done++) {
            segment.set(ValueLayout.JAVA_BYTE, base + offset + done, (byte) 0);
        }
    }

    /**
     * Length of the NUL-terminated name at an offset, without its NUL.
     *
     * @param limit bytes at the offset that may be looked at; never negative
     * @return -1 where there is no NUL among them
     */
    public long nameLength(long offset, long limit) {
        for (long i = 0; i < limit; i++) {
            if (segment.get(ValueLayout.JAVA_BYTE, base + offset + i) == 0) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return "Wire at " + base + " of " + segment + ", " + order();
    }
}
