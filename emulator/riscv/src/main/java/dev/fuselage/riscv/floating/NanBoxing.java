package dev.fuselage.riscv.floating;

/** How a 64-bit register holds a binary32 number (D extension, "NaN boxing of narrower values"). */
public final class NanBoxing {

    private NanBoxing() {}

    /** The register content for a binary32 number: its bits below 32 ones. */
    public static long box(int bits) {
        return bits | 0xffff_ffff_0000_0000L;
    }

    /** The binary32 operand a register holds: the canonical NaN if it is not properly boxed. */
    public static int unbox(long register) {
        return register >>> 32 == 0xffff_ffffL ? (int) register : Binary32.CANONICAL_NAN;
    }
}
