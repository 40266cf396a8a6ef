package dev.fuselage.machine.memory;

import dev.fuselage.machine.snapshot.SnapshotException;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/**
 * A reusable scatter list over host memory: pieces of a request or a reply in guest memory, already
 * checked and turned into host addresses. Not a copy of the bytes. Once its arrays have grown it
 * allocates nothing.
 */
public final class IoVector {
    private long[] addresses = new long[16];
    private int[] lengths = new int[16];
    private int count;
    private long bytes;

    /** Forgets all pieces. */
    public void clear() {
        count = 0;
        bytes = 0;
    }

    /**
     * Appends a piece.
     *
     * @param address host address from {@link GuestMemory#address}
     * @param length in bytes, not negative
     */
    public void add(long address, int length) {
        if (length < 0) {
            throw new IllegalArgumentException("a piece of %d bytes".formatted(length));
        }
        if (count == addresses.length) {
            addresses = Arrays.copyOf(addresses, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        addresses[count] = address;
        lengths[count] = length;
        count++;
        bytes += length;
    }

    /** Number of pieces. */
    public int count() {
        return count;
    }

    /** Host address of piece {@code i}. */
    public long address(int i) {
        return addresses[Objects.checkIndex(i, count)];
    }

    /** Bytes in piece {@code i}. */
    public int length(int i) {
        return lengths[Objects.checkIndex(i, count)];
    }

    /** Bytes in all pieces. */
    public long bytes() {
        return bytes;
    }

    /**
     * Gathers: copies {@code length} bytes, from {@code skip} bytes into this list, to a segment.
     *
     * @throws IndexOutOfBoundsException when list or segment is shorter than that
     */
    public void copyOut(long skip, MemorySegment to, long toOffset, long length) {
        Objects.checkFromIndexSize(skip, length, bytes);
        long start = skip;
        long done = 0;
        for (int i = 0; done < length; i++) {
            long here = lengths[i] - start;
            if (here <= 0) {
                start -= lengths[i];
                continue;
            }
            long n = Math.min(here, length - done);
            MemorySegment.copy(HostMemory.ALL, addresses[i] + start, to, toOffset + done, n);
            done += n;
            start = 0;
        }
    }

    /**
     * Scatters: copies {@code length} bytes of a segment into this list, from {@code skip} bytes
     * on.
     *
     * @throws IndexOutOfBoundsException when list or segment is shorter than that
     */
    public void copyIn(long skip, MemorySegment from, long fromOffset, long length) {
        Objects.checkFromIndexSize(skip, length, bytes);
        long start = skip;
        long done = 0;
        for (int i = 0; done < length; i++) {
            long here = lengths[i] - start;
            if (here <= 0) {
                start -= lengths[i];
                continue;
            }
            long n = Math.min(here, length - done);
            MemorySegment.copy(from, fromOffset + done, HostMemory.ALL, addresses[i] + start, n);
            done += n;
            start = 0;
        }
    }

    /**
     * Sets {@code length} bytes, from {@code skip} bytes on, to one value.
     *
     * @throws IndexOutOfBoundsException when the list is shorter than that
     */
    public void fill(long skip, long length, byte value) {
        Objects.checkFromIndexSize(skip, length, bytes);
        long start = skip;
        long done = 0;
        for (int i = 0; done < length; i++) {
            long here = lengths[i] - start;
            if (here <= 0) {
                start -= lengths[i];
                continue;
            }
            long n = Math.min(here, length - done);
            HostMemory.fill(addresses[i] + start, n, value);
            done += n;
            start = 0;
        }
    }

    /**
     * Makes {@code into} the {@code length} bytes of this list from {@code skip} on; no bytes are
     * copied.
     *
     * @return {@code into}
     * @throws IndexOutOfBoundsException when the list is shorter than that
     */
    public IoVector slice(IoVector into, long skip, long length) {
        if (into == this) {
            throw new IllegalArgumentException("a list cannot become a slice of itself");
        }
        Objects.checkFromIndexSize(skip, length, bytes);
        into.clear();
        long start = skip;
        for (int i = 0; into.bytes < length; i++) {
            long here = lengths[i] - start;
            if (here <= 0) {
                start -= lengths[i];
                continue;
            }
            into.add(addresses[i] + start, (int) Math.min(here, length - into.bytes));
            start = 0;
        }
        return into;
    }

    /**
     * Writes the pieces with the guest's addresses in place of the host's.
     *
     * @param memory the guest memory they are in
     * @throws SnapshotException if that is not so any more: the region was removed
     */
    public void save(GuestMemory memory, SnapshotWriter to) {
        to.putInt(count);
        for (int i = 0; i < count; i++) {
            long address = memory.guestAddress(addresses[i]);
            if (address < 0) {
                throw new SnapshotException(
                        "a request in flight lies in memory that the guest has unmapped");
            }
            to.putLong(address);
            to.putInt(lengths[i]);
        }
    }

    /** Takes over what {@link #save} wrote, once memory has loaded. */
    public void load(GuestMemory memory, SnapshotReader from) {
        clear();
        for (int left = from.getInt(0, Integer.MAX_VALUE); left > 0; left--) {
            long address = from.getLong();
            int length = from.getInt(0, Integer.MAX_VALUE);
            if (!memory.isMemory(address, length)) {
                throw from.notAsExpected();
            }
            add(memory.address(address, length), length);
        }
    }
}
