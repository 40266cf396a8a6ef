package dev.fuselage.riscv.floating;

/**
 * The operations of the D extension on raw bits. A {@code mode} is one of the five {@link Rounding}
 * modes, already {@linkplain FloatingPointState#effectiveMode in effect}; flags are added to the
 * state. A result that is a NaN is the canonical one.
 *
 * <p>Rounding to nearest even is what Java does, so its result is taken wherever the flags follow
 * from it: not when it is infinite, a NaN, or near enough to underflow that the error term which
 * tells exact from inexact might itself not be exact. Everything else goes to integers.
 */
public final class Binary64 {

    /** The NaN every operation gives. */
    public static final long CANONICAL_NAN = 0x7ff8_0000_0000_0000L;

    private static final Format FORMAT = Format.BINARY64;
    private static final long SIGN = Long.MIN_VALUE;

    /** Above this magnitude the error of a product or quotient is far from underflow. */
    private static final double SMALLEST_WITH_EXACT_ERROR = 0x1p-960;

    /** Below this magnitude no step of an error-free sum overflows. */
    private static final double LARGEST_WITH_EXACT_ERROR = 0x1p1022;

    private Binary64() {}

    /** {@code fadd.d}: {@code a + b}. */
    public static long add(long a, long b, int mode, FloatingPointState state) {
        if (mode == Rounding.NEAREST_EVEN) {
            double x = Double.longBitsToDouble(a);
            double y = Double.longBitsToDouble(b);
            double sum = x + y;
            if (Math.abs(sum) < LARGEST_WITH_EXACT_ERROR) {
                if (!state.isInexact()) {
                    double added = sum - x;
                    if ((x - (sum - added)) + (y - added) != 0) {
                        state.raise(Flags.INEXACT);
                    }
                }
                return Double.doubleToRawLongBits(sum);
            }
        }
        return Sum.add(FORMAT, a, b, mode, state);
    }

    /** {@code fsub.d}: {@code a - b}. */
    public static long subtract(long a, long b, int mode, FloatingPointState state) {
        return add(a, b ^ SIGN, mode, state);
    }

    /** {@code fmul.d}: {@code a * b}. */
    public static long multiply(long a, long b, int mode, FloatingPointState state) {
        if (mode == Rounding.NEAREST_EVEN) {
            double x = Double.longBitsToDouble(a);
            double y = Double.longBitsToDouble(b);
            double product = x * y;
            double magnitude = Math.abs(product);
            if (magnitude > SMALLEST_WITH_EXACT_ERROR && magnitude <= Double.MAX_VALUE) {
                if (!state.isInexact() && Math.fma(x, y, -product) != 0) {
                    state.raise(Flags.INEXACT);
                }
                return Double.doubleToRawLongBits(product);
            }
        }
        return Product.multiply(FORMAT, a, b, mode, state);
    }

    /** {@code fdiv.d}: {@code a / b}. */
    public static long divide(long a, long b, int mode, FloatingPointState state) {
        if (mode == Rounding.NEAREST_EVEN) {
            double x = Double.longBitsToDouble(a);
            double y = Double.longBitsToDouble(b);
            double quotient = x / y;
            double magnitude = Math.abs(quotient);
            if (magnitude > SMALLEST_WITH_EXACT_ERROR
                    && magnitude <= Double.MAX_VALUE
                    && Math.abs(x) > SMALLEST_WITH_EXACT_ERROR) {
                if (!state.isInexact() && Math.fma(-quotient, y, x) != 0) {
                    state.raise(Flags.INEXACT);
                }
                return Double.doubleToRawLongBits(quotient);
            }
        }
        return Quotient.divide(FORMAT, a, b, mode, state);
    }

    /** {@code fsqrt.d}. */
    public static long squareRoot(long a, int mode, FloatingPointState state) {
        double x = Double.longBitsToDouble(a);
        if (mode == Rounding.NEAREST_EVEN
                && x > SMALLEST_WITH_EXACT_ERROR
                && x <= Double.MAX_VALUE) {
            double root = Math.sqrt(x);
            if (!state.isInexact() && Math.fma(-root, root, x) != 0) {
                state.raise(Flags.INEXACT);
            }
            return Double.doubleToRawLongBits(root);
        }
        return SquareRoot.squareRoot(FORMAT, a, mode, state);
    }

    /** {@code fmadd.d}: {@code a * b + c}, rounded once. */
    public static long multiplyAdd(long a, long b, long c, int mode, FloatingPointState state) {
        // Whether a fused result is exact is not cheaply known, but only matters once.
        if (mode == Rounding.NEAREST_EVEN && state.isInexact()) {
            double result =
                    Math.fma(
                            Double.longBitsToDouble(a),
                            Double.longBitsToDouble(b),
                            Double.longBitsToDouble(c));
            double magnitude = Math.abs(result);
            if (magnitude > Double.MIN_NORMAL && magnitude <= Double.MAX_VALUE) {
                return Double.doubleToRawLongBits(result);
            }
        }
        return FusedMultiplyAdd.compute(FORMAT, a, b, c, mode, state);
    }

    /** {@code fmsub.d}: {@code a * b - c}, rounded once. */
    public static long multiplySubtract(
            long a, long b, long c, int mode, FloatingPointState state) {
        return multiplyAdd(a, b, c ^ SIGN, mode, state);
    }

    /** {@code fnmsub.d}: {@code -(a * b) + c}, rounded once. */
    public static long negatedMultiplySubtract(
            long a, long b, long c, int mode, FloatingPointState state) {
        return multiplyAdd(a ^ SIGN, b, c, mode, state);
    }

    /** {@code fnmadd.d}: {@code -(a * b) - c}, rounded once. */
    public static long negatedMultiplyAdd(
            long a, long b, long c, int mode, FloatingPointState state) {
        return multiplyAdd(a ^ SIGN, b, c ^ SIGN, mode, state);
    }

    /** {@code fmin.d}: minimumNumber of IEEE 754-2019; -0 is less than +0. */
    public static long minimum(long a, long b, FloatingPointState state) {
        if (isNaN(a) || isNaN(b)) {
            return numberOf(a, b, state);
        }
        return order(a) < order(b) ? a : b;
    }

    /** {@code fmax.d}: maximumNumber of IEEE 754-2019; -0 is less than +0. */
    public static long maximum(long a, long b, FloatingPointState state) {
        if (isNaN(a) || isNaN(b)) {
            return numberOf(a, b, state);
        }
        return order(a) > order(b) ? a : b;
    }

    private static long numberOf(long a, long b, FloatingPointState state) {
        long nan = FORMAT.nan(a, b, state);
        return isNaN(a) ? (isNaN(b) ? nan : b) : a;
    }

    /** Maps numbers to integers in the same order. */
    private static long order(long bits) {
        return bits ^ (bits >> 63 >>> 1);
    }

    private static boolean isNaN(long bits) {
        return FORMAT.isNaN(bits);
    }

    /** {@code fsgnj.d}: a with the sign of b. No flags, NaNs keep their payload. */
    public static long copySign(long a, long b) {
        return (a & ~SIGN) | (b & SIGN);
    }

    /** {@code fsgnjn.d}: a with the opposite of the sign of b. */
    public static long copyNegatedSign(long a, long b) {
        return (a & ~SIGN) | (~b & SIGN);
    }

    /** {@code fsgnjx.d}: a with its sign changed if b is negative. */
    public static long exclusiveOrSign(long a, long b) {
        return a ^ (b & SIGN);
    }

    /** {@code feq.d}: quiet; only a signalling NaN is invalid. */
    public static boolean isEqual(long a, long b, FloatingPointState state) {
        if (isNaN(a) || isNaN(b)) {
            FORMAT.nan(a, b, state);
            return false;
        }
        return Double.longBitsToDouble(a) == Double.longBitsToDouble(b);
    }

    /** {@code flt.d}: signalling; any NaN is invalid. */
    public static boolean isLess(long a, long b, FloatingPointState state) {
        if (isNaN(a) || isNaN(b)) {
            state.raise(Flags.INVALID);
            return false;
        }
        return Double.longBitsToDouble(a) < Double.longBitsToDouble(b);
    }

    /** {@code fle.d}: signalling; any NaN is invalid. */
    public static boolean isLessOrEqual(long a, long b, FloatingPointState state) {
        if (isNaN(a) || isNaN(b)) {
            state.raise(Flags.INVALID);
            return false;
        }
        return Double.longBitsToDouble(a) <= Double.longBitsToDouble(b);
    }

    /** {@code fclass.d}: the one bit of {@link NumberClass} that applies. */
    public static int classify(long a) {
        return NumberClass.of(FORMAT, a);
    }

    /** {@code fcvt.w.d}. */
    public static int toInt32(long a, int mode, FloatingPointState state) {
        return Integers.toInt32(Double.longBitsToDouble(a), mode, state);
    }

    /** {@code fcvt.wu.d}: the unsigned result's bits; the instruction sign-extends them. */
    public static int toUnsigned32(long a, int mode, FloatingPointState state) {
        return Integers.toUnsigned32(Double.longBitsToDouble(a), mode, state);
    }

    /** {@code fcvt.l.d}. */
    public static long toInt64(long a, int mode, FloatingPointState state) {
        return Integers.toInt64(Double.longBitsToDouble(a), mode, state);
    }

    /** {@code fcvt.lu.d}. */
    public static long toUnsigned64(long a, int mode, FloatingPointState state) {
        return Integers.toUnsigned64(Double.longBitsToDouble(a), mode, state);
    }

    /** {@code fcvt.d.w}: exact, so it needs no mode. */
    public static long fromInt32(int value) {
        return Double.doubleToRawLongBits(value);
    }

    /** {@code fcvt.d.wu}: exact, so it needs no mode. */
    public static long fromUnsigned32(int value) {
        return Double.doubleToRawLongBits((double) Integer.toUnsignedLong(value));
    }

    /** {@code fcvt.d.l}. */
    public static long fromInt64(long value, int mode, FloatingPointState state) {
        return Integers.fromInt64(FORMAT, value, mode, state);
    }

    /** {@code fcvt.d.lu}. */
    public static long fromUnsigned64(long value, int mode, FloatingPointState state) {
        return Integers.fromUnsigned64(FORMAT, value, mode, state);
    }

    /** {@code fcvt.d.s}: exact, so it needs no mode; a signalling NaN is invalid. */
    public static long fromBinary32(int a, FloatingPointState state) {
        long bits = Integer.toUnsignedLong(a);
        if (Format.BINARY32.isNaN(bits)) {
            Format.BINARY32.nan(bits, bits, state);
            return CANONICAL_NAN;
        }
        return Double.doubleToRawLongBits(Float.intBitsToFloat(a));
    }
}
