package dev.fuselage.riscv.floating;

/** Conversion of any binary64 operand to binary32 in any mode. */
final class Narrowing {

    private Narrowing() {}

    static long narrow(long a, int mode, FloatingPointState state) {
        Format from = Format.BINARY64;
        Format to = Format.BINARY32;
        if (from.isNaN(a)) {
            from.nan(a, a, state);
            return to.canonicalNaN();
        }
        boolean negative = from.isNegative(a);
        if (from.isInfinite(a)) {
            return to.infinity(negative);
        }
        if (from.isZero(a)) {
            return to.zero(negative);
        }
        return Rounding.round(to, negative, from.exponent(a), from.significand(a), mode, state);
    }
}
