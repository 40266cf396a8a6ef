package dev.fuselage.riscv;

/**
 * What may differ between machines.
 *
 * @param cyclesPerTick cycles of virtual time in a tick of the time CSR, at least 1
 * @param pagingLevels the deepest page table satp accepts: 3 for Sv39, 4 for Sv48, 5 for Sv57
 */
public record HartConfig(int cyclesPerTick, int pagingLevels) {
    /** A timebase of 10 MHz under a clock of 1 GHz; all three paging modes. */
    public static final HartConfig STANDARD = new HartConfig(100, 5);

    public HartConfig {
        if (cyclesPerTick < 1) {
            throw new IllegalArgumentException("a tick of %d cycles".formatted(cyclesPerTick));
        }
        if (pagingLevels < 3 || pagingLevels > 5) {
            throw new IllegalArgumentException(
                    "page tables of %d levels: must be 3 to 5".formatted(pagingLevels));
        }
    }
}
