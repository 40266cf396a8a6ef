package dev.fuselage.riscv.floating;

import java.math.BigInteger;

/**
 * An exact real number other than zero, as far as rounding needs to know it: {@code (significand +
 * d) * 2^exponent}, where d is zero, or anything between zero and one if {@code more}. The oracle:
 * rounding is written from IEEE 754's definition over unbounded integers.
 */
record Exact(boolean negative, BigInteger significand, int exponent, boolean more) {

    /** Enough digits of a quotient or root that no rounding position lies below them. */
    private static final int DIGITS = 60;

    /** A rounded result and the flags it raises. */
    record Rounded(long bits, int flags) {}

    static Exact of(double value) {
        long bits = Double.doubleToRawLongBits(value);
        long fraction = bits & 0xf_ffff_ffff_ffffL;
        int exponent = Math.max(Math.getExponent(value), Double.MIN_EXPONENT) - 52;
        boolean normal = Math.abs(value) >= Double.MIN_NORMAL;
        long significand = normal ? fraction | 1L << 52 : fraction;
        return new Exact(bits < 0, BigInteger.valueOf(significand), exponent, false);
    }

    static Exact of(boolean negative, BigInteger magnitude) {
        return new Exact(negative, magnitude, 0, false);
    }

    Exact plus(Exact other) {
        int lowest = Math.min(exponent, other.exponent);
        BigInteger sum = signed(lowest).add(other.signed(lowest));
        return new Exact(sum.signum() < 0, sum.abs(), lowest, false);
    }

    boolean isZero() {
        return significand.signum() == 0;
    }

    private BigInteger signed(int lowest) {
        BigInteger aligned = significand.shiftLeft(exponent - lowest);
        return negative ? aligned.negate() : aligned;
    }

    Exact times(Exact other) {
        return new Exact(
                negative != other.negative,
                significand.multiply(other.significand),
                exponent + other.exponent,
                false);
    }

    Exact dividedBy(Exact other) {
        int shift = DIGITS + other.significand.bitLength() - significand.bitLength();
        BigInteger numerator = significand.shiftLeft(Math.max(shift, 0));
        BigInteger[] quotient = numerator.divideAndRemainder(other.significand);
        return new Exact(
                negative != other.negative,
                quotient[0],
                exponent - other.exponent - Math.max(shift, 0),
                quotient[1].signum() != 0);
    }

    Exact squareRoot() {
        int shift = 2 * DIGITS;
        if ((exponent - shift) % 2 != 0) {
            shift++;
        }
        BigInteger[] root = significand.shiftLeft(shift).sqrtAndRemainder();
        return new Exact(false, root[0], (exponent - shift) / 2, root[1].signum() != 0);
    }

    /** The multiple of {@code 2^quantum} that the mode picks, without its sign. */
    BigInteger quantize(int quantum, int mode) {
        int shift = quantum - exponent;
        if (shift <= 0) {
            return significand.shiftLeft(-shift);
        }
        BigInteger below = significand.shiftRight(shift);
        boolean half = significand.testBit(shift - 1);
        boolean rest = more || significand.getLowestSetBit() < shift - 1;
        boolean away =
                switch (mode) {
                    case Rounding.NEAREST_EVEN -> half && (rest || below.testBit(0));
                    case Rounding.TOWARD_ZERO -> false;
                    case Rounding.DOWN -> negative && (half || rest);
                    case Rounding.UP -> !negative && (half || rest);
                    case Rounding.NEAREST_AWAY -> half;
                    default -> throw new IllegalArgumentException("mode " + mode);
                };
        return away ? below.add(BigInteger.ONE) : below;
    }

    /** Whether the number is a multiple of {@code 2^quantum}. */
    boolean isMultipleOf(int quantum) {
        return !more && significand.getLowestSetBit() + exponent >= quantum;
    }

    Rounded round(Width width, int mode) {
        int magnitude = exponent + significand.bitLength() - 1;
        int quantum = Math.max(magnitude, width.smallestExponent) - width.fractionBits();
        long digits = quantize(quantum, mode).longValueExact();
        int flags = isMultipleOf(quantum) ? 0 : Flags.INEXACT;
        if (flags != 0 && isTinyAfterRounding(width, magnitude, mode)) {
            flags |= Flags.UNDERFLOW;
        }
        long sign = negative ? width.sign() : 0;
        if (digits == 1L << width.precision) {
            digits >>= 1;
            quantum++;
        }
        if (digits < 1L << width.fractionBits()) {
            return new Rounded(sign | digits, flags);
        }
        int rounded = quantum + width.fractionBits();
        if (rounded > width.largestExponent) {
            boolean finite =
                    mode == Rounding.TOWARD_ZERO
                            || mode == (negative ? Rounding.UP : Rounding.DOWN);
            return new Rounded(
                    sign | (finite ? width.infinity() - 1 : width.infinity()),
                    Flags.OVERFLOW | Flags.INEXACT);
        }
        long fraction = digits - (1L << width.fractionBits());
        int biased = rounded + width.largestExponent;
        return new Rounded(sign | (long) biased << width.fractionBits() | fraction, flags);
    }

    private boolean isTinyAfterRounding(Width width, int magnitude, int mode) {
        if (magnitude >= width.smallestExponent) {
            return false;
        }
        BigInteger unbounded = quantize(magnitude - width.fractionBits(), mode);
        int carried = unbounded.bitLength() > width.precision ? 1 : 0;
        return magnitude + carried < width.smallestExponent;
    }
}
