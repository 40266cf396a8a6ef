package dev.fuselage.riscv.floating;

/**
 * Conversions between floating-point numbers and integers. What does not fit gives the nearest end
 * of the integer's range and NV, a NaN the upper end (F extension, table "Domains of
 * float-to-integer conversions"). Both formats meet in a double, which holds every binary32 number.
 */
final class Integers {

    private static final double TWO_TO_63 = 0x1p63;

    private Integers() {}

    static int toInt32(double value, int mode, FloatingPointState state) {
        double rounded = toIntegral(value, mode);
        if (rounded >= Integer.MIN_VALUE && rounded <= Integer.MAX_VALUE) {
            raiseIfRounded(value, rounded, state);
            return (int) rounded;
        }
        state.raise(Flags.INVALID);
        return value < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    }

    static int toUnsigned32(double value, int mode, FloatingPointState state) {
        double rounded = toIntegral(value, mode);
        if (rounded >= 0 && rounded <= 0xffff_ffffL) {
            raiseIfRounded(value, rounded, state);
            return (int) (long) rounded;
        }
        state.raise(Flags.INVALID);
        return value < 0 ? 0 : -1;
    }

    static long toInt64(double value, int mode, FloatingPointState state) {
        double rounded = toIntegral(value, mode);
        if (rounded >= -TWO_TO_63 && rounded < TWO_TO_63) {
            raiseIfRounded(value, rounded, state);
            return (long) rounded;
        }
        state.raise(Flags.INVALID);
        return value < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    static long toUnsigned64(double value, int mode, FloatingPointState state) {
        double rounded = toIntegral(value, mode);
        if (rounded >= 0 && rounded < TWO_TO_63) {
            raiseIfRounded(value, rounded, state);
            return (long) rounded;
        }
        if (rounded >= TWO_TO_63 && rounded < 2 * TWO_TO_63) {
            // Numbers this large are integers; the subtraction is exact.
            return (long) (rounded - TWO_TO_63) | Long.MIN_VALUE;
        }
        state.raise(Flags.INVALID);
        return value < 0 ? 0 : -1;
    }

    /** The number of the format nearest, as the mode has it, to a signed integer. */
    static long fromInt64(Format format, long value, int mode, FloatingPointState state) {
        boolean negative = value < 0;
        return fromMagnitude(format, negative, negative ? -value : value, mode, state);
    }

    static long fromUnsigned64(Format format, long value, int mode, FloatingPointState state) {
        return fromMagnitude(format, false, value, mode, state);
    }

    private static long fromMagnitude(
            Format format, boolean negative, long magnitude, int mode, FloatingPointState state) {
        return magnitude == 0
                ? 0
                : Rounding.normalizeAndRound(format, negative, 63, magnitude, mode, state);
    }

    private static void raiseIfRounded(double value, double rounded, FloatingPointState state) {
        if (value != rounded) {
            state.raise(Flags.INEXACT);
        }
    }

    private static double toIntegral(double value, int mode) {
        return switch (mode) {
            case Rounding.NEAREST_EVEN -> Math.rint(value);
            case Rounding.TOWARD_ZERO -> truncate(value);
            case Rounding.DOWN -> Math.floor(value);
            case Rounding.UP -> Math.ceil(value);
            case Rounding.NEAREST_AWAY -> {
                double truncated = truncate(value);
                // The difference is exact; for an infinity it is a NaN, which compares false.
                yield Math.abs(value - truncated) >= 0.5
                        ? truncated + Math.copySign(1, value)
                        : truncated;
            }
            default -> throw new IllegalArgumentException("no rounding mode: " + mode);
        };
    }

    private static double truncate(double value) {
        return value < 0 ? Math.ceil(value) : Math.floor(value);
    }
}
