package dev.fuselage.machine.pci;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.Objects;

/**
 * The 256 bytes of a function's configuration space with a mask of the bits a guest may write. All
 * state of a header is in these bytes: BARs, command, capabilities. No behaviour.
 */
final class ConfigSpace implements Snapshotted {
    static final int SIZE = 256;

    private final byte[] values = new byte[SIZE];
    private final byte[] writable = new byte[SIZE];
    private byte[] atReset = values.clone();

    /** A little-endian value, zero-extended. */
    int get(int offset, int size) {
        Objects.checkFromIndexSize(offset, size, SIZE);
        int value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = (value << 8) | (values[offset + i] & 0xff);
        }
        return value;
    }

    /** The device's own write, past the mask. */
    void set(int offset, int size, int value) {
        store(values, offset, size, value);
    }

    void setWritable(int offset, int size, int mask) {
        store(writable, offset, size, mask);
    }

    /** A guest's write: changes the writable bits only. */
    void write(int offset, int size, int value) {
        Objects.checkFromIndexSize(offset, size, SIZE);
        for (int i = 0; i < size; i++) {
            int mask = writable[offset + i];
            int written = (value >>> (8 * i)) & mask;
            values[offset + i] = (byte) ((values[offset + i] & ~mask) | written);
        }
    }

    /** Makes the present values those that {@link #reset} returns to. */
    void keepForReset() {
        atReset = values.clone();
    }

    void reset() {
        System.arraycopy(atReset, 0, values, 0, SIZE);
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putBytes(values);
    }

    @Override
    public void load(SnapshotReader from) {
        from.getBytes(values);
    }

    private static void store(byte[] to, int offset, int size, int value) {
        Objects.checkFromIndexSize(offset, size, SIZE);
        for (int i = 0; i < size; i++) {
            to[offset + i] = (byte) (value >>> (8 * i));
        }
    }
}
