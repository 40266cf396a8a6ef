package dev.fuselage.riscv.floating;

/**
 * The operations of the F extension on raw bits, unboxed (see {@link NanBoxing}). Modes, flags and
 * NaNs are as in {@link Binary64}, and so is the use of the host's arithmetic; here a double often
 * holds the exact result, so that whether it was rounded is a comparison.
 */
public final class Binary32 {

    /** The NaN every operation gives. */
    public static final int CANONICAL_NAN = 0x7fc0_0000;

    private static final Format FORMAT = Format.BINARY32;
    private static final int SIGN = Integer.MIN_VALUE;

    /** Below this magnitude no step of an error-free sum overflows. */
    private static final float LARGEST_WITH_EXACT_ERROR = 0x1p126f;

    private Binary32() {}

    /** {@code fadd.s}: {@code a + b}. */
    public static int add(int a, int b, int mode, FloatingPointState state) {
        if (mode == Rounding.NEAREST_EVEN) {
            float x = Float.intBitsToFloat(a);
            float y = Float.intBitsToFloat(b);
            float sum = x + y;
            if (Math.abs(sum) < LARGEST_WITH_EXACT_ERROR) {
                if (!state.isInexact()) {
                    float added = sum - x;
                    if ((x - (sum - added)) + (y - added) != 0) {
                        state.raise(Flags.INEXACT);
                    }
                }
                return Float.floatToRawIntBits(sum);
            }
        }
        return (int) Sum.add(FORMAT, wide(a), wide(b), mode, state);
    }

    /** {@code fsub.s}: {@code a - b}. */
    public static int subtract(int a, int b, int mode, FloatingPointState state) {
        return add(a, b ^ SIGN, mode, state);
    }

    /** {@code fmul.s}: {@code a * b}. */
    public static int multiply(int a, int b, int mode, FloatingPointState state) {
        if (mode == Rounding.NEAREST_EVEN) {
            double exact = (double) Float.intBitsToFloat(a) * Float.intBitsToFloat(b);
            float product = (float) exact;
            if (isOrdinary(product)) {
                raiseIfRounded(product, exact, state);
                return Float.floatToRawIntBits(product);
            }
        }
        return (int) Product.multiply(FORMAT, wide(a), wide(b), mode, state);
    }

    /** {@code fdiv.s}: {@code a / b}. */
    public static int divide(int a, int b, int mode, FloatingPointState state) {
        if (mode == Rounding.NEAREST_EVEN) {
            float x = Float.intBitsToFloat(a);
            float y = Float.intBitsToFloat(b);
            float quotient = x / y;
            if (isOrdinary(quotient)) {
                raiseIfRounded((double) quotient * y, x, state);
                return Float.floatToRawIntBits(quotient);
            }
        }
        return (int) Quotient.divide(FORMAT, wide(a), wide(b), mode, state);
    }

    /** {@code fsqrt.s}. */
    public static int squareRoot(int a, int mode, FloatingPointState state) {
        float x = Float.intBitsToFloat(a);
        if (mode == Rounding.NEAREST_EVEN && x > 0 && x <= Float.MAX_VALUE) {
            // Rounding twice is harmless: a double has more than twice the digits.
            float root = (float) Math.sqrt(x);
            raiseIfRounded((double) root * root, x, state);
            return Float.floatToRawIntBits(root);
        }
        return (int) SquareRoot.squareRoot(FORMAT, wide(a), mode, state);
    }

    /** {@code fmadd.s}: {@code a * b + c}, rounded once. */
    public static int multiplyAdd(int a, int b, int c, int mode, FloatingPointState state) {
        // Whether a fused result is exact is not cheaply known, but only matters once.
        if (mode == Rounding.NEAREST_EVEN && state.isInexact()) {
            float result =
                    Math.fma(
                            Float.intBitsToFloat(a),
                            Float.intBitsToFloat(b),
                            Float.intBitsToFloat(c));
            if (isOrdinary(result)) {
                return Float.floatToRawIntBits(result);
            }
        }
        return (int) FusedMultiplyAdd.compute(FORMAT, wide(a), wide(b), wide(c), mode, state);
    }

    /** {@code fmsub.s}: {@code a * b - c}, rounded once. */
    public static int multiplySubtract(int a, int b, int c, int mode, FloatingPointState state) {
        return multiplyAdd(a, b, c ^ SIGN, mode, state);
    }

    /** {@code fnmsub.s}: {@code -(a * b) + c}, rounded once. */
    public static int negatedMultiplySubtract(
            int a, int b, int c, int mode, FloatingPointState state) {
        return multiplyAdd(a ^ SIGN, b, c, mode, state);
    }

    /** {@code fnmadd.s}: {@code -(a * b) - c}, rounded once. */
    public static int negatedMultiplyAdd(int a, int b, int c, int mode, FloatingPointState state) {
        return multiplyAdd(a ^ SIGN, b, c ^ SIGN, mode, state);
    }

    /** {@code fmin.s}: minimumNumber of IEEE 754-2019; -0 is less than +0. */
    public static int minimum(int a, int b, FloatingPointState state) {
        if (isNaN(a) || isNaN(b)) {
            return numberOf(a, b, state);
        }
        return order(a) < order(b) ? a : b;
    }

    /** {@code fmax.s}: maximumNumber of IEEE 754-2019; -0 is less than +0. */
    public static int maximum(int a, int b, FloatingPointState state) {
        if (isNaN(a) || isNaN(b)) {
            return numberOf(a, b, state);
        }
        return order(a) > order(b) ? a : b;
    }

    private static int numberOf(int a, int b, FloatingPointState state) {
        int nan = (int) FORMAT.nan(wide(a), wide(b), state);
        return isNaN(a) ? (isNaN(b) ? nan : b) : a;
    }

    /** Maps numbers to integers in the same order. */
    private static int order(int bits) {
        return bits ^ (bits >> 31 >>> 1);
    }

    private static boolean isNaN(int bits) {
        return FORMAT.isNaN(wide(bits));
    }

    /** Not zero, subnormal, at risk of having been tiny, infinite or a NaN. */
    private static boolean isOrdinary(float result) {
        float magnitude = Math.abs(result);
        return magnitude > Float.MIN_NORMAL && magnitude <= Float.MAX_VALUE;
    }

    private static void raiseIfRounded(double result, double exact, FloatingPointState state) {
        if (result != exact) {
            state.raise(Flags.INEXACT);
        }
    }

    private static long wide(int bits) {
        return Integer.toUnsignedLong(bits);
    }

    /** {@code fsgnj.s}: a with the sign of b. No flags, NaNs keep their payload. */
    public static int copySign(int a, int b) {
        return (a & ~SIGN) | (b & SIGN);
    }

    /** {@code fsgnjn.s}: a with the opposite of the sign of b. */
    public static int copyNegatedSign(int a, int b) {
        return (a & ~SIGN) | (~b & SIGN);
    }

    /** {@code fsgnjx.s}: a with its sign changed if b is negative. */
    public static int exclusiveOrSign(int a, int b) {
        return a ^ (b & SIGN);
    }

    /** {@code feq.s}: quiet; only a signalling NaN is invalid. */
    public static boolean isEqual(int a, int b, FloatingPointState state) {
        if (isNaN(a) || isNaN(b)) {
            FORMAT.nan(wide(a), wide(b), state);
            return false;
        }
        return Float.intBitsToFloat(a) == Float.intBitsToFloat(b);
    }

    /** {@code flt.s}: signalling; any NaN is invalid. */
    public static boolean isLess(int a, int b, FloatingPointState state) {
        if (isNaN(a) || isNaN(b)) {
            state.raise(Flags.INVALID);
            return false;
        }
        return Float.intBitsToFloat(a) < Float.intBitsToFloat(b);
    }

    /** {@code fle.s}: signalling; any NaN is invalid. */
    public static boolean isLessOrEqual(int a, int b, FloatingPointState state) {
        if (isNaN(a) || isNaN(b)) {
            state.raise(Flags.INVALID);
            return false;
        }
        return Float.intBitsToFloat(a) <= Float.intBitsToFloat(b);
    }

    /** {@code fclass.s}: the one bit of {@link NumberClass} that applies. */
    public static int classify(int a) {
        return NumberClass.of(FORMAT, wide(a));
    }

    /** {@code fcvt.w.s}. */
    public static int toInt32(int a, int mode, FloatingPointState state) {
        return Integers.toInt32(Float.intBitsToFloat(a), mode, state);
    }

    /** {@code fcvt.wu.s}: the unsigned result's bits; the instruction sign-extends them. */
    public static int toUnsigned32(int a, int mode, FloatingPointState state) {
        return Integers.toUnsigned32(Float.intBitsToFloat(a), mode, state);
    }

    /** {@code fcvt.l.s}. */
    public static long toInt64(int a, int mode, FloatingPointState state) {
        return Integers.toInt64(Float.intBitsToFloat(a), mode, state);
    }

    /** {@code fcvt.lu.s}. */
    public static long toUnsigned64(int a, int mode, FloatingPointState state) {
        return Integers.toUnsigned64(Float.intBitsToFloat(a), mode, state);
    }

    /** {@code fcvt.s.w}. */
    public static int fromInt32(int value, int mode, FloatingPointState state) {
        return fromInt64(value, mode, state);
    }

    /** {@code fcvt.s.wu}. */
    public static int fromUnsigned32(int value, int mode, FloatingPointState state) {
        return fromInt64(Integer.toUnsignedLong(value), mode, state);
    }

    /** {@code fcvt.s.l}. */
    public static int fromInt64(long value, int mode, FloatingPointState state) {
        return (int) Integers.fromInt64(FORMAT, value, mode, state);
    }

    /** {@code fcvt.s.lu}. */
    public static int fromUnsigned64(long value, int mode, FloatingPointState state) {
        return (int) Integers.fromUnsigned64(FORMAT, value, mode, state);
    }

    /** {@code fcvt.s.d}: the number nearest, as the mode has it, to a binary64 number. */
    public static int fromBinary64(long a, int mode, FloatingPointState state) {
        if (mode == Rounding.NEAREST_EVEN) {
            double exact = Double.longBitsToDouble(a);
            float narrowed = (float) exact;
            if (isOrdinary(narrowed)) {
                raiseIfRounded(narrowed, exact, state);
                return Float.floatToRawIntBits(narrowed);
            }
        }
        return (int) Narrowing.narrow(a, mode, state);
    }
}
