package dev.fuselage.riscv.floating;

/** Division of any operands in any mode. */
final class Quotient {

    private Quotient() {}

    static long divide(Format format, long a, long b, int mode, FloatingPointState state) {
        if (format.isNaN(a) || format.isNaN(b)) {
            return format.nan(a, b, state);
        }
        boolean negative = format.isNegative(a) != format.isNegative(b);
        if (format.isInfinite(a)) {
            return format.isInfinite(b) ? format.invalid(state) : format.infinity(negative);
        }
        if (format.isInfinite(b)) {
            return format.zero(negative);
        }
        if (format.isZero(b)) {
            if (format.isZero(a)) {
                return format.invalid(state);
            }
            state.raise(Flags.DIVIDE_BY_ZERO);
            return format.infinity(negative);
        }
        if (format.isZero(a)) {
            return format.zero(negative);
        }
        double x = Nearest.fraction(format.significand(a));
        double y = Nearest.fraction(format.significand(b));
        double quotient = x / y;
        double remainder = Math.fma(-quotient, y, x);
        int scale = format.exponent(a) - format.exponent(b);
        return Nearest.round(format, negative, scale, quotient, remainder, mode, state);
    }
}
