package dev.fuselage.riscv.floating;

/** Multiplication in integers. */
final class Product {

    private Product() {}

    static long multiply(Format format, long a, long b, int mode, FloatingPointState state) {
        if (format.isNaN(a) || format.isNaN(b)) {
            return format.nan(a, b, state);
        }
        boolean negative = format.isNegative(a) != format.isNegative(b);
        if (format.isInfinite(a) || format.isInfinite(b)) {
            return format.isZero(a) || format.isZero(b)
                    ? format.invalid(state)
                    : format.infinity(negative);
        }
        if (format.isZero(a) || format.isZero(b)) {
            return format.zero(negative);
        }
        return multiplyFinite(format, a, b, mode, state);
    }

    /** The product of finite numbers other than zero. */
    static long multiplyFinite(Format format, long a, long b, int mode, FloatingPointState state) {
        boolean negative = format.isNegative(a) != format.isNegative(b);
        long x = format.significand(a);
        long y = format.significand(b);
        long high = Math.unsignedMultiplyHigh(x, y);
        long product = x * y == 0 ? high : high | 1;
        int exponent = format.exponent(a) + format.exponent(b) + 1;
        return Rounding.normalizeAndRound(format, negative, exponent, product, mode, state);
    }
}
