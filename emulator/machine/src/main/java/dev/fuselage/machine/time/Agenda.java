package dev.fuselage.machine.time;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap of everything that is to happen, by (due, rank). Entries know their place in it, so
 * that each operation costs O(log n) moves and allocates nothing once the array has grown.
 */
final class Agenda {
    private @Nullable Scheduled[] heap = new @Nullable Scheduled[16];
    private int size;

    /** Number of entries. */
    int size() {
        return size;
    }

    @Nullable Scheduled first() {
        return heap[0];
    }

    void add(Scheduled entry) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        size++;
        rise(entry, size - 1);
    }

    /** Takes an entry out; it must be in this agenda. */
    void remove(Scheduled entry) {
        int hole = entry.place;
        if (hole == Scheduled.NOWHERE) {
            throw new IllegalStateException(entry + " is not in the agenda");
        }
        size--;
        Scheduled last = at(size);
        heap[size] = null;
        entry.place = Scheduled.NOWHERE;
        if (hole != size) {
            settle(last, hole);
        }
    }

    /** Puts an entry right after its due time or rank was changed. */
    void moved(Scheduled entry) {
        settle(entry, entry.place);
    }

    private void settle(Scheduled entry, int place) {
        if (place > 0 && entry.before(at((place - 1) >>> 1))) {
            rise(entry, place);
        } else {
            sink(entry, place);
        }
    }

    private void rise(Scheduled entry, int place) {
        int i = place;
        while (i > 0) {
            int parent = (i - 1) >>> 1;
            if (!entry.before(at(parent))) {
                break;
            }
            put(i, at(parent));
            i = parent;
        }
        put(i, entry);
    }

    private void sink(Scheduled entry, int place) {
        int i = place;
        while (true) {
            int child = 2 * i + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && at(child + 1).before(at(child))) {
                child++;
            }
            if (!at(child).before(entry)) {
                break;
            }
            put(i, at(child));
            i = child;
        }
        put(i, entry);
    }

    private void put(int place, Scheduled entry) {
        heap[place] = entry;
        entry.place = place;
    }

    private Scheduled at(int place) {
        return Objects.requireNonNull(heap[place]);
    }
}
