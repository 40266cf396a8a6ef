package dev.fuselage.machine.pci;

/** The memory BARs there are, with the type bits in their low nibble (PCI 3.0, 6.2.5.1). */
public enum BarKind {
    /** 32-bit, not prefetchable. */
    MEMORY_32(0x0),
    /** 64-bit, not prefetchable; takes this BAR and the next. */
    MEMORY_64(0x4),
    /** 64-bit, prefetchable; takes this BAR and the next. */
    MEMORY_64_PREFETCHABLE(0xc);

    private final int typeBits;

    BarKind(int typeBits) {
        this.typeBits = typeBits;
    }

    int typeBits() {
        return typeBits;
    }

    boolean is64Bit() {
        return this != MEMORY_32;
    }
}
