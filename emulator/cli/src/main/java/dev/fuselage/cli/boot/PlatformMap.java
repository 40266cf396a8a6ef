package dev.fuselage.cli.boot;

/**
 * Where the devices of the platform are and which interrupt source each has: as on QEMU's virt
 * machine, so that firmware and people find what they know. RAM, PCI and its windows are the
 * machine's.
 */
final class PlatformMap {
    static final long TEST_FINISHER = 0x0010_0000L;
    static final long RTC = 0x0010_1000L;
    static final long UART = 0x1000_0000L;

    static final int UART_SOURCE = 10;
    static final int RTC_SOURCE = 11;

    /** The source of INTA#; INTB# to INTD# follow. */
    static final int INTX_SOURCE = 32;

    /** Sources of the controllers: 1 to this. */
    static final int SOURCES = 96;

    private PlatformMap() {}
}
