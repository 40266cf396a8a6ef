package dev.fuselage.devices.fs.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Memory for entries read ahead: a few places, each lent to a directory that is being read until it
 * is closed or another one needs the place more. A guest may have as many directories open as there
 * are descriptors; each with a place of its own would be gigabytes.
 */
final class EntryBuffers {

    /** Bytes of a place. */
    static final int SIZE = 32 * 1024;

    /** Number of places: directories that can be read by turns without reading entries again. */
    static final int MOST = 64;

    private final Arena arena;
    private final @Nullable MemorySegment[] places = new @Nullable MemorySegment[MOST];
    private final @Nullable HostDirectory[] holders = new @Nullable HostDirectory[MOST];

    /** The place to be taken from its holder next. */
    private int next;

    EntryBuffers(Arena arena) {
        this.arena = arena;
    }

    /** The directory's place; an empty one if it had none or has lost it. */
    MemorySegment lend(HostDirectory directory) {
        MemorySegment held = directory.entries;
        if (held != null) {
            return held;
        }
        int place = freePlace();
        if (place < 0) {
            place = next;
            next = (next + 1) % MOST;
            HostDirectory holder = holders[place];
            if (holder != null) {
                holder.loseMemory();
            }
        }
        MemorySegment memory = places[place];
        if (memory == null) {
            memory = arena.allocate(SIZE, 8);
            places[place] = memory;
        }
        holders[place] = directory;
        directory.entries = memory;
        return memory;
    }

    private int freePlace() {
        for (int place = 0; place < MOST; place++) {
            if (holders[place] == null) {
                return place;
            }
        }
        return -1;
    }

    /** The directory is closed. */
    void giveBack(HostDirectory directory) {
        for (int place = 0; place < MOST; place++) {
            if (holders[place] == directory) {
                holders[place] = null;
                directory.loseMemory();
            }
        }
    }
}
