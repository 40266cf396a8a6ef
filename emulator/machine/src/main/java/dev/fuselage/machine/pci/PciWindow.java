package dev.fuselage.machine.pci;

/**
 * A range of physical addresses that the host bridge forwards to the bus.
 *
 * @param base first address
 * @param size in bytes
 */
public record PciWindow(long base, long size) {
    /** Whether the whole range lies in this window. */
    public boolean contains(long address, long length) {
        return length <= size && address >= base && address - base <= size - length;
    }
}
