package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.FileName;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The strings system calls take, NUL-terminated in memory allocated once. Each kind has one place,
 * which the next string of that kind overwrites.
 */
final class CallStrings {

    private static final String DESCRIPTORS = "/proc/self/fd/";
    private static final int MOST_DIGITS = 10;

    private final MemorySegment name;
    private final MemorySegment secondName;
    private final MemorySegment descriptorPath;
    private final MemorySegment empty;
    private final MemorySegment dot;

    /**
     * @param arena that the strings live as long as
     */
    CallStrings(Arena arena) {
        name = arena.allocate(FileName.PATH_MAX);
        secondName = arena.allocate(FileName.PATH_MAX);
        descriptorPath = arena.allocate(DESCRIPTORS.length() + MOST_DIGITS + 1);
        descriptorPath.setString(0, DESCRIPTORS);
        empty = arena.allocateFrom("");
        dot = arena.allocateFrom(".");
    }

    /** Address of a name (fewer than PATH_MAX bytes). */
    long name(FileName value) {
        return terminated(value, name);
    }

    /** Address of a second name, for calls that take two. */
    long secondName(FileName value) {
        return terminated(value, secondName);
    }

    /**
     * Address of the path that leads to what an open descriptor of this process stands for.
     * Following it is the one use of a magic link here: for calls that refuse an O_PATH descriptor.
     */
    long descriptorPath(int descriptor) {
        if (descriptor < 0) {
            throw new IllegalArgumentException("descriptor " + descriptor);
        }
        int digits = 1;
        for (int rest = descriptor / 10; rest != 0; rest /= 10) {
            digits++;
        }
        long end = DESCRIPTORS.length() + (long) digits;
        descriptorPath.set(ValueLayout.JAVA_BYTE, end, (byte) 0);
        int rest = descriptor;
        for (long at = end - 1; at >= DESCRIPTORS.length(); at--) {
            descriptorPath.set(ValueLayout.JAVA_BYTE, at, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        return descriptorPath.address();
    }

    /** Address of "", for calls on the descriptor itself with AT_EMPTY_PATH. */
    long empty() {
        return empty.address();
    }

    /** Address of ".". */
    long dot() {
        return dot.address();
    }

    private static long terminated(FileName value, MemorySegment place) {
        value.copyTo(place, 0);
        place.set(ValueLayout.JAVA_BYTE, value.length(), (byte) 0);
        return place.address();
    }
}
