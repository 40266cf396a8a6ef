package dev.fuselage.scenarios.explore;

/**
 * A set of 64-bit fingerprints with a small number for each, in an open-addressed table: ten bytes
 * an entry at most half full.
 */
final class FingerprintSet {
    private static final int FIRST_CAPACITY = 1 << 10;

    private long[] keys = new long[FIRST_CAPACITY];
    private short[] values = new short[FIRST_CAPACITY];
    private int size;
    private boolean hasZero;
    private short zeroValue;

    /** Adds a fingerprint; false when it was there. */
    boolean add(long key) {
        return raise(key, (short) 1);
    }

    /**
     * Makes the number of a fingerprint at least {@code value}, from 1; false when it was so
     * already.
     */
    boolean raise(long key, short value) {
        if (key == 0) {
            boolean news = !hasZero || zeroValue < value;
            size += hasZero ? 0 : 1;
            hasZero = true;
            zeroValue = news ? value : zeroValue;
            return news;
        }
        int slot = slot(key);
        if (keys[slot] == key) {
            if (values[slot] >= value) {
                return false;
            }
            values[slot] = value;
            return true;
        }
        keys[slot] = key;
        values[slot] = value;
        size++;
        if (2 * size > keys.length) {
            grow();
        }
        return true;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) (key ^ (key >>> 32)) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        short[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new short[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    int size() {
        return size;
    }

    /** Chance that two of them were taken for one, at most: n squared over 2 to the 65. */
    double collisionOdds() {
        return (double) size * size / 0x1p65;
    }
}
