package dev.fuselage.riscv.floating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.fuselage.riscv.floating.Exact.Rounded;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Conversions against unbounded integers, and against the specification's tables. */
final class ConversionTest {

    private static final long SEED = 0x0754_2008L;
    private static final int OPERANDS = 200_000;
    private static final int MODES = 5;

    private final FloatingPointState state = new FloatingPointState();

    /** The four integer types of the conversions. */
    private enum Target {
        INT32(-0x8000_0000L, 0x7fff_ffffL),
        UNSIGNED32(0, 0xffff_ffffL),
        INT64(Long.MIN_VALUE, Long.MAX_VALUE),
        UNSIGNED64(0, -1);

        final BigInteger smallest;
        final BigInteger largest;

        Target(long smallest, long largest) {
            this.smallest = BigInteger.valueOf(smallest);
            this.largest = new BigInteger(Long.toUnsignedString(largest));
        }

        /** As the register holds it: 32-bit results are sign-extended. */
        long register(BigInteger value) {
            return this == INT32 || this == UNSIGNED32 ? value.intValue() : value.longValue();
        }

        long convert(Width width, long bits, int mode, FloatingPointState state) {
            int narrow = (int) bits;
            return switch (this) {
                case INT32 ->
                        width == Width.BINARY64
                                ? Binary64.toInt32(bits, mode, state)
                                : Binary32.toInt32(narrow, mode, state);
                case UNSIGNED32 ->
                        width == Width.BINARY64
                                ? Binary64.toUnsigned32(bits, mode, state)
                                : Binary32.toUnsigned32(narrow, mode, state);
                case INT64 ->
                        width == Width.BINARY64
                                ? Binary64.toInt64(bits, mode, state)
                                : Binary32.toInt64(narrow, mode, state);
                case UNSIGNED64 ->
                        width == Width.BINARY64
                                ? Binary64.toUnsigned64(bits, mode, state)
                                : Binary32.toUnsigned64(narrow, mode, state);
            };
        }

        long convertBack(Width width, long value, int mode, FloatingPointState state) {
            boolean wide = width == Width.BINARY64;
            return switch (this) {
                case INT32 ->
                        wide
                                ? Binary64.fromInt32((int) value)
                                : Binary32.fromInt32((int) value, mode, state);
                case UNSIGNED32 ->
                        wide
                                ? Binary64.fromUnsigned32((int) value)
                                : Binary32.fromUnsigned32((int) value, mode, state);
                case INT64 ->
                        wide
                                ? Binary64.fromInt64(value, mode, state)
                                : Binary32.fromInt64(value, mode, state);
                case UNSIGNED64 ->
                        wide
                                ? Binary64.fromUnsigned64(value, mode, state)
                                : Binary32.fromUnsigned64(value, mode, state);
            };
        }

        BigInteger value(long register) {
            return switch (this) {
                case INT32 -> BigInteger.valueOf(register << 32 >> 32);
                case UNSIGNED32 -> BigInteger.valueOf(register & 0xffff_ffffL);
                case INT64 -> BigInteger.valueOf(register);
                case UNSIGNED64 -> new BigInteger(Long.toUnsignedString(register));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void numbersBecomeTheIntegerTheModePicksOrTheEndOfTheRange(Width width) {
        Operands operands = new Operands(width, new SplittableRandom(SEED));
        for (long corner : Operands.corners(width)) {
            checkToInteger(width, corner);
        }
        for (int i = 0; i < OPERANDS; i++) {
            checkToInteger(width, operands.next());
        }
    }

    private void checkToInteger(Width width, long bits) {
        double value = width.value(bits);
        boolean exists = Double.isFinite(value) && value != 0;
        Exact exact = exists ? Exact.of(value) : Exact.of(1);
        for (int mode = 0; mode < MODES; mode++) {
            BigInteger magnitude = exists ? exact.quantize(0, mode) : BigInteger.ZERO;
            BigInteger integer = exact.negative() ? magnitude.negate() : magnitude;
            for (Target target : Target.values()) {
                long expected = target.register(integer);
                int flags = exists && !exact.isMultipleOf(0) ? Flags.INEXACT : 0;
                boolean below =
                        value == Double.NEGATIVE_INFINITY || integer.compareTo(target.smallest) < 0;
                boolean above =
                        Double.isNaN(value)
                                || value == Double.POSITIVE_INFINITY
                                || integer.compareTo(target.largest) > 0;
                if (below || above) {
                    expected = target.register(below ? target.smallest : target.largest);
                    flags = Flags.INVALID;
                }
                state.setFlags(0);
                long actual = target.convert(width, bits, mode, state);
                verify(width + " to " + target, bits, mode, new Rounded(expected, flags), actual);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void integersBecomeTheNumberTheModePicks(Width width) {
        Operands operands = new Operands(width, new SplittableRandom(SEED));
        for (int i = 0; i < OPERANDS; i++) {
            long register = operands.nextInteger();
            for (Target target : Target.values()) {
                BigInteger integer = target.value(register);
                Exact exact = Exact.of(integer.signum() < 0, integer.abs());
                for (int mode = 0; mode < MODES; mode++) {
                    Rounded expected =
                            exact.isZero() ? new Rounded(0, 0) : exact.round(width, mode);
                    state.setFlags(0);
                    long actual = target.convertBack(width, register, mode, state);
                    verify(target + " to " + width, register, mode, expected, trim(width, actual));
                }
            }
        }
    }

    @Test
    void narrowingRoundsAndWideningIsExact() {
        Operands operands = new Operands(Width.BINARY64, new SplittableRandom(SEED));
        for (int i = 0; i < OPERANDS; i++) {
            long bits = operands.next();
            double value = Double.longBitsToDouble(bits);
            boolean exists = Double.isFinite(value) && value != 0;
            int flags = Width.BINARY64.isSignaling(bits) ? Flags.INVALID : 0;
            Rounded special = new Rounded(Width.BINARY32.bits(exists ? 0 : value), flags);
            for (int mode = 0; mode < MODES; mode++) {
                Rounded expected = exists ? Exact.of(value).round(Width.BINARY32, mode) : special;
                state.setFlags(0);
                int narrowed = Binary32.fromBinary64(bits, mode, state);
                verify("narrowed", bits, mode, expected, trim(Width.BINARY32, narrowed));
                state.setFlags(0);
                long widened = Binary64.fromBinary32(narrowed, state);
                double same = Float.intBitsToFloat(narrowed);
                verify(
                        "widened",
                        narrowed,
                        mode,
                        new Rounded(Width.BINARY64.bits(same), 0),
                        widened);
            }
        }
    }

    @Test
    void wideningASignallingNaNIsInvalid() {
        assertEquals(Binary64.CANONICAL_NAN, Binary64.fromBinary32(0xff80_0001, state));
        assertEquals(Flags.INVALID, state.flags());
    }

    /**
     * F extension, table "Domains of float-to-integer conversions and behavior for invalid inputs".
     */
    @ParameterizedTest
    @CsvSource({
        "-3000000000,  80000000, 10,        0, 10",
        "-Infinity,    80000000, 10,        0, 10",
        "5000000000,   7fffffff, 10, ffffffff, 10",
        "Infinity,     7fffffff, 10, ffffffff, 10",
        "NaN,          7fffffff, 10, ffffffff, 10",
        "-0.9,                0,  1,        0,  1",
        "-1.0,         ffffffff,  0,        0, 10",
        "-1.1,         ffffffff,  1,        0, 10",
        "3000000000,   7fffffff, 10, b2d05e00,  0",
    })
    void invalidInputsOf32BitConversionsSaturate(
            double value,
            String signed,
            String signedFlags,
            String unsigned,
            String unsignedFlags) {
        long bits = Double.doubleToRawLongBits(value);
        state.setFlags(0);
        assertEquals(
                Integer.parseUnsignedInt(signed, 16),
                Binary64.toInt32(bits, Rounding.TOWARD_ZERO, state));
        assertEquals(Integer.parseInt(signedFlags, 16), state.flags());
        state.setFlags(0);
        assertEquals(
                Integer.parseUnsignedInt(unsigned, 16),
                Binary64.toUnsigned32(bits, Rounding.TOWARD_ZERO, state));
        assertEquals(Integer.parseInt(unsignedFlags, 16), state.flags());
    }

    private static long trim(Width width, long bits) {
        return width == Width.BINARY32 ? bits & 0xffff_ffffL : bits;
    }

    private void verify(String what, long operand, int mode, Rounded expected, long actual) {
        if (actual != expected.bits() || state.flags() != expected.flags()) {
            fail(
                    "%s: %x mode %d: expected %x flags %x, was %x flags %x (seed %x)"
                            .formatted(
                                    what,
                                    operand,
                                    mode,
                                    expected.bits(),
                                    expected.flags(),
                                    actual,
                                    state.flags(),
                                    SEED));
        }
    }
}
