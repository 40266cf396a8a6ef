package dev.fuselage.kernel.virtiofs;

import java.util.Arrays;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Requests in order of arrival; keeps its room, so that it allocates nothing once it has been as
 * long as it gets.
 */
final class RequestList<T> {
    private @Nullable Object[] items = new @Nullable Object[16];
    private int first;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** For reports. */
    boolean contains(Object item) {
        for (int i = 0; i < size; i++) {
            if (item.equals(items[(first + i) & (items.length - 1)])) {
                return true;
            }
        }
        return false;
    }

    void add(T item) {
        if (size == items.length) {
            @Nullable Object[] larger = Arrays.copyOf(items, 2 * size);
            // The part that had wrapped to the front goes behind the rest.
            System.arraycopy(items, 0, larger, size, first);
            items = larger;
        }
        items[(first + size) & (items.length - 1)] = item;
        size++;
    }

    /** Takes the first; only when it is not empty. */
    @SuppressWarnings("unchecked")
    T remove() {
        Object item = items[first];
        if (item == null) {
            throw new NoSuchElementException();
        }
        items[first] = null;
        first = (first + 1) & (items.length - 1);
        size--;
        return (T) item;
    }
}
