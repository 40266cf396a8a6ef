package dev.fuselage.machine.memory;

/**
 * Registers of a device in the physical address space. Values are little-endian in the low {@code
 * size} bytes of the long; the region decides what an access of an odd size or alignment does.
 */
public interface MmioRegion {
    /**
     * Reads a register.
     *
     * @param offset from the region's start; {@code offset + size} is within the region
     * @param size 1, 2, 4 or 8 bytes
     * @return the value; bits above {@code size} bytes are ignored
     */
    long read(long offset, int size);

    /**
     * Writes a register.
     *
     * @param offset from the region's start; {@code offset + size} is within the region
     * @param size 1, 2, 4 or 8 bytes
     * @param value zero-extended
     */
    void write(long offset, int size, long value);
}
