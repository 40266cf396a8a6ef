package dev.fuselage.riscv.floating;

/** The classes {@code fclass} tells apart (F extension, table "Format of result of FCLASS"). */
public final class NumberClass {

    /** Negative infinity. */
    public static final int NEGATIVE_INFINITY = 1;

    /** A negative normal number. */
    public static final int NEGATIVE_NORMAL = 1 << 1;

    /** A negative subnormal number. */
    public static final int NEGATIVE_SUBNORMAL = 1 << 2;

    /** -0. */
    public static final int NEGATIVE_ZERO = 1 << 3;

    /** +0. */
    public static final int POSITIVE_ZERO = 1 << 4;

    /** A positive subnormal number. */
    public static final int POSITIVE_SUBNORMAL = 1 << 5;

    /** A positive normal number. */
    public static final int POSITIVE_NORMAL = 1 << 6;

    /** Positive infinity. */
    public static final int POSITIVE_INFINITY = 1 << 7;

    /** A signalling NaN of either sign. */
    public static final int SIGNALING_NAN = 1 << 8;

    /** A quiet NaN of either sign. */
    public static final int QUIET_NAN = 1 << 9;

    private NumberClass() {}

    static int of(Format format, long bits) {
        boolean negative = format.isNegative(bits);
        if (format.isNaN(bits)) {
            return format.isSignaling(bits) ? SIGNALING_NAN : QUIET_NAN;
        }
        if (format.isInfinite(bits)) {
            return negative ? NEGATIVE_INFINITY : POSITIVE_INFINITY;
        }
        if (format.isZero(bits)) {
            return negative ? NEGATIVE_ZERO : POSITIVE_ZERO;
        }
        if (format.exponent(bits) < format.smallestExponent()) {
            return negative ? NEGATIVE_SUBNORMAL : POSITIVE_SUBNORMAL;
        }
        return negative ? NEGATIVE_NORMAL : POSITIVE_NORMAL;
    }
}
