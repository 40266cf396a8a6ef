package dev.fuselage.cli.boot;

/**
 * The hardware that a device tree describes.
 *
 * @param memory RAM in bytes
 * @param harts from 1
 * @param pagingLevels 3 for Sv39, 4 for Sv48, 5 for Sv57
 * @param timebase ticks of the time CSR in a second
 * @param controllers how interrupts reach the harts
 * @param machineMode whether firmware runs in M mode, which then finds its own side of the
 *     controllers and its timers
 */
record BootPlatform(
        long memory,
        int harts,
        int pagingLevels,
        int timebase,
        Controllers controllers,
        boolean machineMode) {

    /** The interrupt controllers a platform can have. */
    enum Controllers {
        /** APLIC and IMSIC: wires become messages. */
        APLIC_IMSIC,
        /** APLIC alone, wired to the harts. */
        APLIC,
        /** PLIC. */
        PLIC;

        boolean isAia() {
            return this != PLIC;
        }
    }
}
