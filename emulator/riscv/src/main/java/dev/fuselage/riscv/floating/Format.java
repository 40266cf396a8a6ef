package dev.fuselage.riscv.floating;

/**
 * A binary interchange format (IEEE 754-2019, 3.4): how the low bits of a long are sign, exponent
 * and fraction. A record, so that the compiler folds its numbers into the code that uses them.
 */
record Format(int fractionBits, int exponentBits) {

    static final Format BINARY32 = new Format(23, 8);
    static final Format BINARY64 = new Format(52, 11);

    int bias() {
        return (1 << (exponentBits - 1)) - 1;
    }

    /** The exponent of the smallest normal number. */
    int smallestExponent() {
        return 1 - bias();
    }

    long signBit() {
        return 1L << (fractionBits + exponentBits);
    }

    long infinity() {
        return ((1L << exponentBits) - 1) << fractionBits;
    }

    long canonicalNaN() {
        return infinity() | 1L << (fractionBits - 1);
    }

    long magnitude(long bits) {
        return bits & (signBit() - 1);
    }

    boolean isNegative(long bits) {
        return (bits & signBit()) != 0;
    }

    boolean isZero(long bits) {
        return magnitude(bits) == 0;
    }

    boolean isInfinite(long bits) {
        return magnitude(bits) == infinity();
    }

    boolean isNaN(long bits) {
        return magnitude(bits) > infinity();
    }

    boolean isSignaling(long bits) {
        return isNaN(bits) && (bits & 1L << (fractionBits - 1)) == 0;
    }

    long zero(boolean negative) {
        return negative ? signBit() : 0;
    }

    long infinity(boolean negative) {
        return zero(negative) | infinity();
    }

    /** The exponent e of a finite number other than zero: its magnitude is in [2^e, 2^(e+1)). */
    int exponent(long bits) {
        long magnitude = magnitude(bits);
        int biased = (int) (magnitude >>> fractionBits);
        if (biased == 0) {
            return smallestExponent() + (63 - fractionBits) - Long.numberOfLeadingZeros(magnitude);
        }
        return biased - bias();
    }

    /** The significand of a finite number other than zero, shifted so that bit 63 is set. */
    long significand(long bits) {
        long magnitude = magnitude(bits);
        if (magnitude >>> fractionBits == 0) {
            return magnitude << Long.numberOfLeadingZeros(magnitude);
        }
        return magnitude << (63 - fractionBits) | Long.MIN_VALUE;
    }

    /** The result of an operation without a definable one. */
    long invalid(FloatingPointState state) {
        state.raise(Flags.INVALID);
        return canonicalNaN();
    }

    /** The result of an operation on two operands of which at least one is a NaN. */
    long nan(long a, long b, FloatingPointState state) {
        if (isSignaling(a) || isSignaling(b)) {
            state.raise(Flags.INVALID);
        }
        return canonicalNaN();
    }
}
