package dev.fuselage.devices.fs;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file name, an extended attribute's name or a symbolic link's target: bytes, not text.
 *
 * <p>A name made by {@link #of} or {@link #copy()} never changes and may be kept as a key. One made
 * by {@link #reusable(int)} is a buffer that is filled again and again; it may be used to look up a
 * key but never be one. Equality and hash are those of the bytes.
 */
public final class FileName implements Comparable<FileName> {

    /** Longest name of a directory entry or extended attribute on Linux ({@code NAME_MAX}). */
    public static final int NAME_MAX = 255;

    /** Longest path, and so longest target of a symbolic link, with its NUL ({@code PATH_MAX}). */
    public static final int PATH_MAX = 4096;

    private final byte[] bytes;
    private final boolean fixed;
    private int length;
    private int hash;

    private FileName(byte[] bytes, int length, boolean fixed) {
        this.bytes = bytes;
        this.length = length;
        this.fixed = fixed;
        this.hash = hashOf(bytes, length);
    }

    /** An immutable name from a string of characters 0..255, one a byte. */
    public static FileName of(String latin1) {
        byte[] b = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return new FileName(b, b.length, true);
    }

    /** An immutable name from bytes, which are copied. */
    public static FileName of(byte[] bytes) {
        return new FileName(bytes.clone(), bytes.length, true);
    }

    /** A buffer for names of up to {@code capacity} bytes; empty at first. */
    public static FileName reusable(int capacity) {
        return new FileName(new byte[capacity], 0, false);
    }

    /**
     * Fills a reusable name.
     *
     * @param source memory to copy from
     * @param offset where the name begins in it
     * @param newLength its length, at most {@link #capacity()}
     * @return this
     */
    public FileName set(MemorySegment source, long offset, int newLength) {
        beginSet(newLength);
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset, bytes, 0, newLength);
        length = newLength;
        hash = hashOf(bytes, newLength);
        return this;
    }

    /**
     * Fills a reusable name.
     *
     * @param source array to copy from
     * @param offset where the name begins in it
     * @param newLength its length, at most {@link #capacity()}
     * @return this
     */
    public FileName set(byte[] source, int offset, int newLength) {
        beginSet(newLength);
        System.arraycopy(source, offset, bytes, 0, newLength);
        length = newLength;
        hash = hashOf(bytes, newLength);
        return this;
    }

    private void beginSet(int newLength) {
        if (fixed) {
            throw new IllegalStateException("an immutable name cannot be filled");
        }
        if (newLength < 0 || newLength > bytes.length) {
            throw new IllegalArgumentException(
                    "name of " + newLength + " bytes in a buffer of " + bytes.length);
        }
    }

    /** This name if immutable, else an immutable copy of what it holds now. */
    public FileName copy() {
        return fixed ? this : new FileName(Arrays.copyOf(bytes, length), length, true);
    }

    /** Length in bytes. */
    public int length() {
        return length;
    }

    /** Most bytes a reusable name can hold. */
    public int capacity() {
        return bytes.length;
    }

    /** Byte {@code i}, 0 &lt;= i &lt; {@link #length()}. */
    public byte byteAt(int i) {
        if (i < 0 || i >= length) {
            throw new IndexOutOfBoundsException(i);
        }
        return bytes[i];
    }

    /** The bytes, without a NUL, as memory; of a reusable name valid until it is filled again. */
    public MemorySegment asSegment() {
        return MemorySegment.ofArray(bytes).asSlice(0, length);
    }

    /** Copies the bytes, without a NUL, to memory. */
    public void copyTo(MemorySegment target, long offset) {
        MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, offset, length);
    }

    /** Whether the byte occurs. */
    public boolean contains(int value) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == (byte) value) {
                return true;
            }
        }
        return false;
    }

    /** Whether this is {@code "."}. */
    public boolean isDot() {
        return length == 1 && bytes[0] == '.';
    }

    /** Whether this is {@code ".."}. */
    public boolean isDotDot() {
        return length == 2 && bytes[0] == '.' && bytes[1] == '.';
    }

    /** Whether this is {@code "."} or {@code ".."}. */
    public boolean isDotOrDotDot() {
        return isDot() || isDotDot();
    }

    /** Whether these bytes begin with those of {@code prefix}. */
    public boolean startsWith(FileName prefix) {
        return length >= prefix.length
                && Arrays.equals(bytes, 0, prefix.length, prefix.bytes, 0, prefix.length);
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof FileName f
                && hash == f.hash
                && length == f.length
                && Arrays.equals(bytes, 0, length, f.bytes, 0, length);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Order of the unsigned bytes. */
    @Override
    public int compareTo(FileName o) {
        return Arrays.compareUnsigned(bytes, 0, length, o.bytes, 0, o.length);
    }

    /** The bytes as characters 0..255. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static int hashOf(byte[] bytes, int length) {
        int h = 0;
        for (int i = 0; i < length; i++) {
            h = h * 31 + bytes[i];
        }
        // Names differ in their last bytes most of all; spread those over the high bits too.
        return h ^ (h >>> 15);
    }
}
