package dev.fuselage.kernel.pci;

import java.util.Locale;

/** A memory BAR ({@code struct resource}): how large, of what kind, and where the kernel put it. */
public final class PciResource {
    private static final long MEM = 0x200;
    private static final long PREFETCH = 0x2000;
    private static final long SIZE_ALIGN = 0x40000;
    private static final long MEM_64 = 0x100000;
    private static final long BAR_64 = 4;
    private static final long BAR_PREFETCH = 8;

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

    /** {@code IORESOURCE_} flags, with the lowest bits of the BAR. */
    public long flags() {
        return MEM
                | SIZE_ALIGN
                | (is64Bit ? MEM_64 | BAR_64 : 0)
                | (prefetchable ? PREFETCH | BAR_PREFETCH : 0);
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
