package dev.fuselage.devices.fs.memory;

/**
 * Where the extended attributes of all files have their room: not blocks of the "disk" but Java's
 * heap, which is smaller and the whole emulator's.
 */
final class AttributeSpace {

    /** Bytes of names and values there is room for, a thousand attributes of the longest kind. */
    static final long CAPACITY = 64L << 20;

    private long used;

    /** Whether so many bytes more have room. */
    boolean hasRoom(long bytes) {
        return bytes <= CAPACITY - used;
    }

    /** Counts bytes in, or out if there are fewer than none. */
    void add(long bytes) {
        used += bytes;
    }
}
