package dev.fuselage.kernel.virtio;

import java.util.Arrays;

/**
 * The pieces of one buffer for a virtqueue, in order: first what the device reads, then what it
 * writes. Reused.
 */
public final class ScatterList {
    private long[] addresses = new long[16];
    private int[] lengths = new int[16];
    private int out;
    private int in;

    public void clear() {
        out = 0;
        in = 0;
    }

    /** Adds a piece that the device reads; all of them come before the first it writes. */
    public void addOut(long gpa, int length) {
        if (in != 0) {
            throw new IllegalStateException(
                    "piece 0x%x for the device to read behind one to write".formatted(gpa));
        }
        put(out, gpa, length);
        out++;
    }

    /** Adds a piece that the device writes. */
    public void addIn(long gpa, int length) {
        put(out + in, gpa, length);
        in++;
    }

    private void put(int index, long gpa, int length) {
        if (index == addresses.length) {
            addresses = Arrays.copyOf(addresses, 2 * index);
            lengths = Arrays.copyOf(lengths, 2 * index);
        }
        addresses[index] = gpa;
        lengths[index] = length;
    }

    /** Pieces the device reads. */
    public int outCount() {
        return out;
    }

    /** Pieces the device writes. */
    public int inCount() {
        return in;
    }

    /** All pieces. */
    public int count() {
        return out + in;
    }

    public long address(int index) {
        return addresses[index];
    }

    public int length(int index) {
        return lengths[index];
    }
}
