package dev.fuselage.riscv.floating;

/** The two formats, described for tests without the code they test. */
enum Width {
    BINARY32(24, -126, 127),
    BINARY64(53, -1022, 1023);

    /** Digits of the significand, the leading one included. */
    final int precision;

    final int smallestExponent;
    final int largestExponent;

    Width(int precision, int smallestExponent, int largestExponent) {
        this.precision = precision;
        this.smallestExponent = smallestExponent;
        this.largestExponent = largestExponent;
    }

    int fractionBits() {
        return precision - 1;
    }

    /** The exponent field of infinities and NaNs. */
    int exponentMask() {
        return 2 * largestExponent + 1;
    }

    long sign() {
        return this == BINARY32 ? 1L << 31 : Long.MIN_VALUE;
    }

    long infinity() {
        return this == BINARY32 ? 0x7f80_0000L : 0x7ff0_0000_0000_0000L;
    }

    long canonicalNaN() {
        return this == BINARY32 ? 0x7fc0_0000L : 0x7ff8_0000_0000_0000L;
    }

    boolean isSignaling(long bits) {
        long quiet = 1L << (precision - 2);
        return (bits & infinity()) == infinity()
                && (bits & quiet) == 0
                && (bits & (quiet - 1)) != 0;
    }

    /** The number the bits mean; binary32 numbers are doubles too. */
    double value(long bits) {
        return this == BINARY32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    /** The bits of a zero, an infinity or a number known to be representable. */
    long bits(double value) {
        if (Double.isNaN(value)) {
            return canonicalNaN();
        }
        return this == BINARY32
                ? Integer.toUnsignedLong(Float.floatToRawIntBits((float) value))
                : Double.doubleToRawLongBits(value);
    }
}
