package dev.fuselage.riscv.floating;

/** The square root of any operand in any mode. */
final class SquareRoot {

    private SquareRoot() {}

    static long squareRoot(Format format, long a, int mode, FloatingPointState state) {
        if (format.isNaN(a)) {
            return format.nan(a, a, state);
        }
        if (format.isZero(a)) {
            return a;
        }
        if (format.isNegative(a)) {
            return format.invalid(state);
        }
        if (format.isInfinite(a)) {
            return a;
        }
        int exponent = format.exponent(a);
        double x = Nearest.fraction(format.significand(a));
        if ((exponent & 1) != 0) {
            x *= 2;
        }
        double root = Math.sqrt(x);
        double remainder = Math.fma(-root, root, x);
        return Nearest.round(format, false, exponent >> 1, root, remainder, mode, state);
    }
}
