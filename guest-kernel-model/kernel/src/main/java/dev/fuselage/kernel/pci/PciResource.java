package dev.fuselage.kernel.pci;

import java.util.Locale;

/** A memory BAR ({@code struct resource}): how large, of what kind, and where the kernel put it. */
public final class PciResource {
    private final int index;
    private final long size;
    private final boolean is64Bit;
    private final boolean prefetchable;
    private long start;
    private boolean assigned;

    PciResource(int index, long start, long size, boolean is64Bit, boolean prefetchable) {
        this.index = index;
        this.start = start;
        this.size = size;
        this.is64Bit = is64Bit;
        this.prefetchable = prefetchable;
    }

    /** 0 to 5. */
    public int index() {
        return index;
    }

    /** {@code pci_resource_start()}. */
    public long start() {
        return start;
    }

    /** {@code pci_resource_len()}. */
    public long size() {
        return size;
    }

    public boolean is64Bit() {
        return is64Bit;
    }

    public boolean isPrefetchable() {
        return prefetchable;
    }

    /** False while no place has been found for it. */
    public boolean isAssigned() {
        return assigned;
    }

    void assign(long address) {
        start = address;
        assigned = true;
    }

    /** As the kernel prints it: {@code BAR 4 [mem 0x8000000000-0x8000003fff 64bit pref]}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "BAR %d [mem %#010x-%#010x%s%s]",
                index,
                start,
                start + size - 1,
                is64Bit ? " 64bit" : "",
                prefetchable ? " pref" : "");
    }
}
