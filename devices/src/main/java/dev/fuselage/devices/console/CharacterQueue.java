package dev.fuselage.devices.console;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.Objects;

/**
 * Characters in the order in which they came: a byte each, with a mark on the ones that are no byte
 * but a break. Grows when it is full and allocates nothing else.
 */
final class CharacterQueue implements Snapshotted {
    /** The mark of a break, whose byte is 0. */
    static final char BREAK = 0x100;

    private static final int INITIAL = 64;

    /** A power of two long. */
    private char[] ring = new char[INITIAL];

    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(int character) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) & (ring.length - 1)] = (char) character;
        size++;
    }

    private void grow() {
        char[] larger = new char[Math.multiplyExact(ring.length, 2)];
        int upToEnd = ring.length - head;
        System.arraycopy(ring, head, larger, 0, upToEnd);
        System.arraycopy(ring, 0, larger, upToEnd, head);
        ring = larger;
        head = 0;
    }

    /** The character {@code i} places behind the oldest. */
    char get(int i) {
        return ring[(head + Objects.checkIndex(i, size)) & (ring.length - 1)];
    }

    /** Takes the oldest character. */
    char remove() {
        char oldest = get(0);
        head = (head + 1) & (ring.length - 1);
        size--;
        return oldest;
    }

    void clear() {
        size = 0;
    }

    @Override
    public void save(SnapshotWriter to) {
        int[] characters = new int[size];
        for (int i = 0; i < size; i++) {
            characters[i] = get(i);
        }
        to.putInts(characters);
    }

    @Override
    public void load(SnapshotReader from) {
        clear();
        for (int character : from.getInts()) {
            if (character < 0 || character > BREAK) {
                throw from.notAsExpected();
            }
            add(character);
        }
    }
}
