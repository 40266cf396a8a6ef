package dev.fuselage.kernel.pci;

/** Offsets and bits of configuration space (PCI Local Bus Specification 3.0, chapter 6). */
final class PciConfig {
    static final int VENDOR_ID = 0x00;
    static final int COMMAND = 0x04;
    static final int STATUS = 0x06;
    static final int REVISION_ID = 0x08;
    static final int HEADER_TYPE = 0x0e;
    static final int BAR0 = 0x10;
    static final int SUBSYSTEM_VENDOR_ID = 0x2c;
    static final int CAPABILITY_LIST = 0x34;
    static final int INTERRUPT_PIN = 0x3d;

    static final int COMMAND_IO = 1;
    static final int COMMAND_MEMORY = 1 << 1;
    static final int COMMAND_MASTER = 1 << 2;
    static final int COMMAND_INTX_DISABLE = 1 << 10;

    static final int STATUS_CAPABILITY_LIST = 1 << 4;

    static final int HEADER_TYPE_MASK = 0x7f;

    static final int BAR_IO = 1;
    static final int BAR_TYPE_MASK = 3 << 1;
    static final int BAR_TYPE_64 = 2 << 1;
    static final int BAR_PREFETCH = 1 << 3;
    static final int BAR_MEMORY_FLAGS = 0xf;

    static final int CAP_MSIX = 0x11;

    private PciConfig() {}
}
