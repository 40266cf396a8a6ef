package dev.fuselage.riscv.floating;

import static org.junit.jupiter.api.Assertions.fail;

import dev.fuselage.riscv.floating.Exact.Rounded;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Arithmetic against exact rational numbers rounded by an independent hand. */
final class ExactArithmeticTest {

    private static final long SEED = 0x0754_1985L;

    /** Times two widths and five modes: two million roundings of each operation. */
    private static final int OPERANDS = 200_000;

    private static final int MODES = 5;

    private final FloatingPointState state = new FloatingPointState();

    private interface Operation {
        long apply(long a, long b, long c, int mode, FloatingPointState state);
    }

    @ParameterizedTest
    @EnumSource
    void sumsAreExactSumsRounded(Width width) {
        check(
                width,
                Arithmetic.ADD,
                width == Width.BINARY64
                        ? (a, b, c, m, s) -> Binary64.add(a, b, m, s)
                        : (a, b, c, m, s) -> Binary32.add((int) a, (int) b, m, s));
    }

    @ParameterizedTest
    @EnumSource
    void differencesAreSumsWithTheOppositeOperand(Width width) {
        check(
                width,
                Arithmetic.ADD,
                width == Width.BINARY64
                        ? (a, b, c, m, s) -> Binary64.subtract(a, b ^ Long.MIN_VALUE, m, s)
                        : (a, b, c, m, s) ->
                                Binary32.subtract((int) a, (int) b ^ Integer.MIN_VALUE, m, s));
    }

    @ParameterizedTest
    @EnumSource
    void productsAreExactProductsRounded(Width width) {
        check(
                width,
                Arithmetic.MULTIPLY,
                width == Width.BINARY64
                        ? (a, b, c, m, s) -> Binary64.multiply(a, b, m, s)
                        : (a, b, c, m, s) -> Binary32.multiply((int) a, (int) b, m, s));
    }

    @ParameterizedTest
    @EnumSource
    void quotientsAreExactQuotientsRounded(Width width) {
        check(
                width,
                Arithmetic.DIVIDE,
                width == Width.BINARY64
                        ? (a, b, c, m, s) -> Binary64.divide(a, b, m, s)
                        : (a, b, c, m, s) -> Binary32.divide((int) a, (int) b, m, s));
    }

    @ParameterizedTest
    @EnumSource
    void squareRootsAreExactRootsRounded(Width width) {
        check(
                width,
                Arithmetic.SQUARE_ROOT,
                width == Width.BINARY64
                        ? (a, b, c, m, s) -> Binary64.squareRoot(a, m, s)
                        : (a, b, c, m, s) -> Binary32.squareRoot((int) a, m, s));
    }

    @ParameterizedTest
    @EnumSource
    void fusedMultiplyAddsRoundOnce(Width width) {
        check(
                width,
                Arithmetic.MULTIPLY_ADD,
                width == Width.BINARY64
                        ? Binary64::multiplyAdd
                        : (a, b, c, m, s) -> Binary32.multiplyAdd((int) a, (int) b, (int) c, m, s));
    }

    @ParameterizedTest
    @EnumSource
    void theOtherFusedFormsChangeSignsBeforeTheyRound(Width width) {
        int sign = Integer.MIN_VALUE;
        Operation[] forms =
                width == Width.BINARY64
                        ? new Operation[] {
                            (a, b, c, m, s) ->
                                    Binary64.multiplySubtract(a, b, c ^ Long.MIN_VALUE, m, s),
                            (a, b, c, m, s) ->
                                    Binary64.negatedMultiplySubtract(
                                            a ^ Long.MIN_VALUE, b, c, m, s),
                            (a, b, c, m, s) ->
                                    Binary64.negatedMultiplyAdd(
                                            a, b ^ Long.MIN_VALUE, c ^ Long.MIN_VALUE, m, s),
                        }
                        : new Operation[] {
                            (a, b, c, m, s) ->
                                    Binary32.multiplySubtract(
                                            (int) a, (int) b, (int) c ^ sign, m, s),
                            (a, b, c, m, s) ->
                                    Binary32.negatedMultiplySubtract(
                                            (int) a ^ sign, (int) b, (int) c, m, s),
                            (a, b, c, m, s) ->
                                    Binary32.negatedMultiplyAdd(
                                            (int) a, (int) b ^ sign, (int) c ^ sign, m, s),
                        };
        for (Operation form : forms) {
            check(width, Arithmetic.MULTIPLY_ADD, form);
        }
    }

    private void check(Width width, Arithmetic arithmetic, Operation operation) {
        Operands operands = new Operands(width, new SplittableRandom(SEED));
        for (int i = 0; i < OPERANDS; i++) {
            check(width, arithmetic, operation, operands.next(), operands.next(), operands.next());
        }
        long[] corners = Operands.corners(width);
        for (long a : corners) {
            for (long b : corners) {
                for (int i = 0; i < corners.length; i += 4) {
                    check(
                            width,
                            arithmetic,
                            operation,
                            a,
                            b,
                            corners[(i + (int) (a & 1)) % corners.length]);
                }
            }
        }
    }

    private void check(
            Width width, Arithmetic arithmetic, Operation operation, long a, long b, long c) {
        double x = width.value(a);
        double y = width.value(b);
        double z = width.value(c);
        boolean ordinary = arithmetic.hasExactResult(x, y, z);
        Exact exact = ordinary ? arithmetic.exact(x, y, z) : Exact.of(1);
        for (int mode = 0; mode < MODES; mode++) {
            Rounded expected;
            if (!ordinary) {
                expected = arithmetic.special(width, a, b, c, mode);
            } else if (exact.isZero()) {
                expected = new Rounded(mode == Rounding.DOWN ? width.sign() : 0, 0);
            } else {
                expected = exact.round(width, mode);
            }
            for (int before = 0; before <= Flags.INEXACT; before++) {
                state.setFlags(before);
                long actual = operation.apply(a, b, c, mode, state);
                long bits = width == Width.BINARY32 ? actual & 0xffff_ffffL : actual;
                if (bits != expected.bits() || state.flags() != (expected.flags() | before)) {
                    fail(
                            "%s %s of %x %x %x mode %d: expected %x flags %x, was %x flags %x (seed %x)"
                                    .formatted(
                                            width,
                                            arithmetic,
                                            a,
                                            b,
                                            c,
                                            mode,
                                            expected.bits(),
                                            expected.flags() | before,
                                            bits,
                                            state.flags(),
                                            SEED));
                }
            }
        }
    }
}
