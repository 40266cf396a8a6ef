package dev.fuselage.machine;

/** Where things are in the physical address space of every machine. */
public final class MemoryMap {
    /** Interrupt pages, 4 KiB per CPU. */
    public static final long MSI_BASE = 0x2400_0000L;

    /** Room for the interrupt pages of 1024 CPUs. */
    public static final long MSI_SIZE = 0x40_0000L;

    /** PCI configuration space, 1 MiB per bus. */
    public static final long ECAM_BASE = 0x3000_0000L;

    /** 256 buses. */
    public static final long ECAM_SIZE = 0x1000_0000L;

    /** Where 32-bit BARs go. */
    public static final long PCI_MMIO32_BASE = 0x4000_0000L;

    /** 1 GiB. */
    public static final long PCI_MMIO32_SIZE = 0x4000_0000L;

    /** Guest RAM. */
    public static final long RAM_BASE = 0x8000_0000L;

    /** Room for 64-bit BARs: 256 GiB, more than the windows of all shares together need. */
    public static final long PCI_MMIO64_SIZE = 1L << 38;

    private static final long PCI_MMIO64_ALIGNMENT = 1L << 32;

    private MemoryMap() {}

    /**
     * Where 64-bit prefetchable BARs go: the first multiple of 4 GiB above RAM. As low as that
     * because a guest can use the pages of a BAR as memory only where its linear map reaches, which
     * with Sv39 ends 124 GiB above the start of RAM.
     */
    public static long pciMmio64Base(long ramBytes) {
        long ramEnd = RAM_BASE + ramBytes;
        return (ramEnd + PCI_MMIO64_ALIGNMENT - 1) & -PCI_MMIO64_ALIGNMENT;
    }
}
