package dev.fuselage.riscv.floating;

/** Addition in integers; subtraction is the addition of the negated operand. */
final class Sum {

    private Sum() {}

    static long add(Format format, long a, long b, int mode, FloatingPointState state) {
        if (format.isNaN(a) || format.isNaN(b)) {
            return format.nan(a, b, state);
        }
        if (format.isInfinite(a)) {
            return format.isInfinite(b) && a != b ? format.invalid(state) : a;
        }
        if (format.isInfinite(b) || format.isZero(a)) {
            return format.isZero(b) ? zeros(format, a, b, mode) : b;
        }
        if (format.isZero(b)) {
            return a;
        }
        return format.magnitude(a) >= format.magnitude(b)
                ? addFinite(format, a, b, mode, state)
                : addFinite(format, b, a, mode, state);
    }

    /** The sum of two zeros: equal signs keep theirs, else it is as that of {@code x - x}. */
    static long zeros(Format format, long a, long b, int mode) {
        return a == b ? a : cancelled(format, mode);
    }

    /** What is left when equal magnitudes of opposite sign are added. */
    static long cancelled(Format format, int mode) {
        return format.zero(mode == Rounding.DOWN);
    }

    private static long addFinite(
            Format format, long larger, long smaller, int mode, FloatingPointState state) {
        int exponent = format.exponent(larger);
        // One bit of room for the carry. A sticky bit at the bottom is enough even for differences:
        // if
        // bits fall out of the smaller operand, at most one leading bit cancels.
        long x = format.significand(larger) >>> 1;
        long y =
                Rounding.shiftRightSticky(
                        format.significand(smaller) >>> 1, exponent - format.exponent(smaller));
        boolean negative = format.isNegative(larger);
        long sum = negative == format.isNegative(smaller) ? x + y : x - y;
        if (sum == 0) {
            return cancelled(format, mode);
        }
        return Rounding.normalizeAndRound(format, negative, exponent + 1, sum, mode, state);
    }
}
