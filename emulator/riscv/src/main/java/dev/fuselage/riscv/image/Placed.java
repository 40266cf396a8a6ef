package dev.fuselage.riscv.image;

/**
 * A range of the guest's memory that something was loaded into.
 *
 * @param what in a word or two, for messages
 * @param address physical
 * @param size in bytes
 */
public record Placed(String what, long address, long size) {
    /** The first address behind it. */
    public long end() {
        return address + size;
    }

    boolean overlaps(long otherAddress, long otherSize) {
        return address < otherAddress + otherSize && otherAddress < end();
    }

    @Override
    public String toString() {
        return "%s at 0x%x to 0x%x".formatted(what, address, end() - 1);
    }
}
