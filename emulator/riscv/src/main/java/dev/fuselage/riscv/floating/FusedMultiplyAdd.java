package dev.fuselage.riscv.floating;

/**
 * {@code a * b + c} with one rounding, in 128-bit integers. The other three forms are this one with
 * the signs of operands changed.
 */
final class FusedMultiplyAdd {

    private FusedMultiplyAdd() {}

    static long compute(Format format, long a, long b, long c, int mode, FloatingPointState state) {
        boolean infinite = format.isInfinite(a) || format.isInfinite(b);
        boolean zero = format.isZero(a) || format.isZero(b);
        if (format.isNaN(a) || format.isNaN(b)) {
            return format.isSignaling(c) ? format.invalid(state) : format.nan(a, b, state);
        }
        if (infinite && zero) {
            // Invalid even when the addend is a quiet NaN (F extension, fused multiply-add).
            return format.invalid(state);
        }
        if (format.isNaN(c)) {
            return format.nan(c, c, state);
        }
        boolean negative = format.isNegative(a) != format.isNegative(b);
        if (infinite) {
            return format.isInfinite(c) && format.isNegative(c) != negative
                    ? format.invalid(state)
                    : format.infinity(negative);
        }
        if (format.isInfinite(c)) {
            return c;
        }
        if (zero) {
            return format.isZero(c) ? Sum.zeros(format, format.zero(negative), c, mode) : c;
        }
        return format.isZero(c)
                ? Product.multiplyFinite(format, a, b, mode, state)
                : computeFinite(format, a, b, c, mode, state);
    }

    private static long computeFinite(
            Format format, long a, long b, long c, int mode, FloatingPointState state) {
        boolean negative = format.isNegative(a) != format.isNegative(b);
        long x = format.significand(a);
        long y = format.significand(b);
        int exponent = format.exponent(a) + format.exponent(b);
        long high = Math.unsignedMultiplyHigh(x, y);
        long low = x * y;
        if (high < 0) {
            // Highest bit at 126 always, which leaves room for a carry. The bit shifted out is
            // zero: at
            // least 22 bits at the bottom are.
            low = high << 63 | low >>> 1;
            high >>>= 1;
            exponent++;
        }
        boolean addendNegative = format.isNegative(c);
        int addendExponent = format.exponent(c);
        long addend = format.significand(c) >>> 1;
        boolean subtract = negative != addendNegative;
        boolean productLarger =
                exponent > addendExponent || (exponent == addendExponent && high >= addend);
        if (productLarger) {
            int shift = exponent - addendExponent;
            return finish(
                    format,
                    negative,
                    subtract,
                    exponent,
                    high,
                    low,
                    shiftedHigh(addend, shift),
                    shiftedLow(addend, 0, shift),
                    mode,
                    state);
        }
        int shift = addendExponent - exponent;
        return finish(
                format,
                addendNegative,
                subtract,
                addendExponent,
                addend,
                0,
                shiftedHigh(high, shift),
                shiftedLow(high, low, shift),
                mode,
                state);
    }

    /** Adds or subtracts the aligned 128-bit magnitudes, the first being no smaller, and rounds. */
    private static long finish(
            Format format,
            boolean negative,
            boolean subtract,
            int exponent,
            long high,
            long low,
            long otherHigh,
            long otherLow,
            int mode,
            FloatingPointState state) {
        long sumLow;
        long sumHigh;
        if (subtract) {
            sumLow = low - otherLow;
            sumHigh = high - otherHigh - (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
        } else {
            sumLow = low + otherLow;
            sumHigh = high + otherHigh + (Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0);
        }
        int sumExponent = exponent + 1;
        if (sumHigh == 0) {
            if (sumLow == 0) {
                return Sum.cancelled(format, mode);
            }
            sumHigh = sumLow;
            sumLow = 0;
            sumExponent -= 64;
        }
        int shift = Long.numberOfLeadingZeros(sumHigh);
        if (shift != 0) {
            sumHigh = sumHigh << shift | sumLow >>> (64 - shift);
            sumLow <<= shift;
        }
        long significand = sumLow == 0 ? sumHigh : sumHigh | 1;
        return Rounding.round(format, negative, sumExponent - shift, significand, mode, state);
    }

    private static long shiftedHigh(long high, int distance) {
        return distance > 63 ? 0 : high >>> distance;
    }

    /** The low half of a 128-bit number shifted right; its lowest bit remembers what fell out. */
    private static long shiftedLow(long high, long low, int distance) {
        if (distance == 0) {
            return low;
        }
        if (distance > 127) {
            return 1;
        }
        if (distance > 63) {
            return Rounding.shiftRightSticky(high, distance - 64) | (low == 0 ? 0 : 1);
        }
        long shifted = high << (64 - distance) | low >>> distance;
        return low << (64 - distance) == 0 ? shifted : shifted | 1;
    }
}
