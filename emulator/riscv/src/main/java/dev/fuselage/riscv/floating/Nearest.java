package dev.fuselage.riscv.floating;

/**
 * Rounding by any mode of a result of which the nearest binary64 number and the sign of what that
 * leaves are known: the host's quotient and square root with the remainder that a fused
 * multiply-add gives exactly.
 */
final class Nearest {

    private Nearest() {}

    /** The number in [1, 2) with the fraction of a significand whose bit 63 is set. */
    static double fraction(long significand) {
        return Double.longBitsToDouble((significand << 1 >>> 12) | 0x3ff0_0000_0000_0000L);
    }

    /**
     * Rounds {@code (nearest + d) * 2^scale}, where d is smaller than half a unit in the last place
     * of {@code nearest}, a positive normal number, and has the sign of {@code remainder}.
     */
    static long round(
            Format format,
            boolean negative,
            int scale,
            double nearest,
            double remainder,
            int mode,
            FloatingPointState state) {
        long bits = Double.doubleToRawLongBits(nearest);
        int exponent = scale + Format.BINARY64.exponent(bits);
        // Eleven bits are free below those of binary64; one step aside stands for any d.
        long significand = Format.BINARY64.significand(bits);
        if (remainder > 0) {
            significand++;
        } else if (remainder < 0) {
            significand--;
        }
        return Rounding.normalizeAndRound(format, negative, exponent, significand, mode, state);
    }
}
