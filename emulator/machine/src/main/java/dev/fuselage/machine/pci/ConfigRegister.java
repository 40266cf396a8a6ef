package dev.fuselage.machine.pci;

/** Offsets and bits of a type-0 header, by the names of PCI 3.0, 6.1 and 6.2. */
final class ConfigRegister {
    static final int VENDOR_ID = 0x00; // 16 bits, R
    static final int DEVICE_ID = 0x02; // 16 bits, R
    static final int COMMAND = 0x04; // 16 bits, RW
    static final int STATUS = 0x06; // 16 bits, R
    static final int REVISION_ID = 0x08; // 8 bits, R
    static final int CLASS_CODE = 0x09; // 24 bits, R
    static final int CACHE_LINE_SIZE = 0x0c; // 8 bits, RW, without effect
    static final int BASE_ADDRESS = 0x10; // six of 32 bits, RW above their size
    static final int SUBSYSTEM_VENDOR_ID = 0x2c; // 16 bits, R
    static final int SUBSYSTEM_ID = 0x2e; // 16 bits, R
    static final int CAPABILITIES_POINTER = 0x34; // 8 bits, R
    static final int INTERRUPT_LINE = 0x3c; // 8 bits, RW, without effect
    static final int INTERRUPT_PIN = 0x3d; // 8 bits, R

    /** First byte after the header, where capabilities begin. */
    static final int HEADER_END = 0x40;

    static final int COMMAND_MEMORY_SPACE = 1 << 1;
    static final int COMMAND_BUS_MASTER = 1 << 2;
    static final int COMMAND_INTERRUPT_DISABLE = 1 << 10;

    static final int STATUS_INTERRUPT = 1 << 3;
    static final int STATUS_CAPABILITIES_LIST = 1 << 4;

    private ConfigRegister() {}
}
