package dev.fuselage.devices.server;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A map from longs to objects that allocates only when it grows: nodeids and file handles are
 * looked up in every request. Open addressing, deletion without tombstones.
 */
final class LongTable<V> {

    private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

    private long[] keys = new long[16];
    private @Nullable Object[] values = new @Nullable Object[16];
    private int size;

    int size() {
        return size;
    }

    private int slotOf(long key) {
        return (int) ((key * GOLDEN) >>> 32) & (keys.length - 1);
    }

    @SuppressWarnings("unchecked") // Only put stores here, and it takes a V.
    private @Nullable V value(int slot) {
        return (V) values[slot];
    }

    @Nullable V get(long key) {
        int mask = keys.length - 1;
        int slot = slotOf(key);
        while (values[slot] != null) {
            if (keys[slot] == key) {
                return value(slot);
            }
            slot = (slot + 1) & mask;
        }
        return null;
    }

    /** Adds a key that is not there yet. */
    void put(long key, V value) {
        if (size * 2 >= keys.length) {
            grow();
        }
        insert(key, value);
        size++;
    }

    private void insert(long key, Object value) {
        int mask = keys.length - 1;
        int slot = slotOf(key);
        while (values[slot] != null) {
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        values[slot] = value;
    }

    private void grow() {
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new @Nullable Object[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            Object v = oldValues[i];
            if (v != null) {
                insert(oldKeys[i], v);
            }
        }
    }

    /** Removes a key and returns what it led to, or null. */
    @Nullable V remove(long key) {
        int mask = keys.length - 1;
        int slot = slotOf(key);
        while (values[slot] != null && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        V removed = value(slot);
        if (removed != null) {
            size--;
            closeGap(slot, mask);
        }
        return removed;
    }

    /** Moves back what a gap would hide: entries whose own slot is at or before it. */
    private void closeGap(int from, int mask) {
        int gap = from;
        int slot = (gap + 1) & mask;
        while (values[slot] != null) {
            int home = slotOf(keys[slot]);
            if (((slot - home) & mask) >= ((slot - gap) & mask)) {
                keys[gap] = keys[slot];
                values[gap] = values[slot];
                gap = slot;
            }
            slot = (slot + 1) & mask;
        }
        values[gap] = null;
    }

    /** Number of slots: {@link #at} has one of the values, or null, for each. */
    int slots() {
        return keys.length;
    }

    @Nullable V at(int slot) {
        return value(slot);
    }

    void clear() {
        Arrays.fill(values, null);
        size = 0;
    }

    /** The keys in ascending order: that of the table depends on its history. */
    long[] sortedKeys() {
        long[] sorted = new long[size];
        int count = 0;
        for (int slot = 0; slot < keys.length; slot++) {
            if (values[slot] != null) {
                sorted[count++] = keys[slot];
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }
}
