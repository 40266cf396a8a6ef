package dev.fuselage.machine.memory;

import org.jspecify.annotations.Nullable;

/**
 * A range of the physical address space.
 *
 * @param base first guest-physical address
 * @param size in bytes
 * @param hostAddress where its bytes are on the host; 0 for registers
 * @param device the registers; null for memory
 */
record Region(long base, long size, String name, long hostAddress, @Nullable MmioRegion device) {
    boolean overlaps(long otherBase, long otherSize) {
        return base < otherBase + otherSize && otherBase < base + size;
    }

    @Override
    public String toString() {
        return "%s at 0x%x-0x%x".formatted(name, base, base + size - 1);
    }
}
