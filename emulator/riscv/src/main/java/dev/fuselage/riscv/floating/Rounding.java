package dev.fuselage.riscv.floating;

/**
 * The rounding modes, and the step every operation ends with: an exact result becomes the number of
 * the format that the mode asks for, and flags (IEEE 754-2019, 4.3 and 7).
 */
public final class Rounding {

    /** RNE: to nearest, ties to even. */
    public static final int NEAREST_EVEN = 0;

    /** RTZ: towards zero. */
    public static final int TOWARD_ZERO = 1;

    /** RDN: towards negative infinity. */
    public static final int DOWN = 2;

    /** RUP: towards positive infinity. */
    public static final int UP = 3;

    /** RMM: to nearest, ties to the larger magnitude. */
    public static final int NEAREST_AWAY = 4;

    /** DYN: an instruction's way to say "what {@code frm} says"; itself no mode. */
    public static final int DYNAMIC = 7;

    private Rounding() {}

    /** Whether an instruction may execute with this mode in effect. */
    public static boolean isMode(int mode) {
        return mode >= NEAREST_EVEN && mode <= NEAREST_AWAY;
    }

    /** Shifts right by 0 or more; bits that fall out are remembered in the lowest bit. */
    static long shiftRightSticky(long value, int distance) {
        if (distance > 63) {
            return value != 0 ? 1 : 0;
        }
        long shifted = value >>> distance;
        return shifted << distance == value ? shifted : shifted | 1;
    }

    /** As {@link #round} for a significand other than zero whose highest bit is anywhere. */
    static long normalizeAndRound(
            Format format,
            boolean negative,
            int exponent,
            long significand,
            int mode,
            FloatingPointState state) {
        int shift = Long.numberOfLeadingZeros(significand);
        return round(format, negative, exponent - shift, significand << shift, mode, state);
    }

    /**
     * Rounds {@code significand * 2^(exponent - 63)}. Bit 63 of the significand is set; its lowest
     * bit stands for everything below.
     */
    static long round(
            Format format,
            boolean negative,
            int exponent,
            long significand,
            int mode,
            FloatingPointState state) {
        int smallest = format.smallestExponent();
        if (exponent < smallest) {
            return roundTiny(format, negative, smallest - exponent, significand, mode, state);
        }
        if (exponent > format.bias()) {
            return overflow(format, negative, mode, state);
        }
        int discarded = 63 - format.fractionBits();
        long kept = roundSignificand(significand, discarded, negative, mode);
        // The leading bit of what is kept, and a carry out of it, count up the exponent field.
        long magnitude = ((long) (exponent - smallest) << format.fractionBits()) + kept;
        if (magnitude >= format.infinity()) {
            return overflow(format, negative, mode, state);
        }
        if (significand << (64 - discarded) != 0) {
            state.raise(Flags.INEXACT);
        }
        return format.zero(negative) | magnitude;
    }

    private static long roundTiny(
            Format format,
            boolean negative,
            int shift,
            long significand,
            int mode,
            FloatingPointState state) {
        int discarded = 63 - format.fractionBits();
        long shifted = shiftRightSticky(significand, shift);
        if (shifted << (64 - discarded) != 0) {
            // Tiny after rounding: would be below the smallest normal number even if rounded to
            // full
            // precision, exponents having no bound. Only a carry out of the top can lift it there.
            boolean tiny =
                    shift > 1
                            || roundSignificand(significand, discarded, negative, mode)
                                            >>> (format.fractionBits() + 1)
                                    == 0;
            state.raise(tiny ? Flags.UNDERFLOW | Flags.INEXACT : Flags.INEXACT);
        }
        return format.zero(negative) | roundSignificand(shifted, discarded, negative, mode);
    }

    private static long overflow(
            Format format, boolean negative, int mode, FloatingPointState state) {
        state.raise(Flags.OVERFLOW | Flags.INEXACT);
        boolean toInfinity =
                switch (mode) {
                    case NEAREST_EVEN, NEAREST_AWAY -> true;
                    case DOWN -> negative;
                    case UP -> !negative;
                    default -> false;
                };
        return format.zero(negative) | (toInfinity ? format.infinity() : format.infinity() - 1);
    }

    private static long roundSignificand(
            long significand, int discarded, boolean negative, int mode) {
        long kept = significand >>> discarded;
        long rest = significand & ((1L << discarded) - 1);
        long half = 1L << (discarded - 1);
        boolean up =
                switch (mode) {
                    case NEAREST_EVEN -> rest > half || (rest == half && (kept & 1) != 0);
                    case TOWARD_ZERO -> false;
                    case DOWN -> negative && rest != 0;
                    case UP -> !negative && rest != 0;
                    case NEAREST_AWAY -> rest >= half;
                    default -> throw new IllegalArgumentException("no rounding mode: " + mode);
                };
        return up ? kept + 1 : kept;
    }
}
