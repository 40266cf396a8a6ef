package dev.fuselage.riscv.floating;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Minimum, maximum, comparisons, classes and signs. */
final class ComparisonTest {

    private static final long SEED = 0x0754_2029L;
    private static final int OPERANDS = 500_000;

    private final FloatingPointState state = new FloatingPointState();

    @ParameterizedTest
    @EnumSource
    void minimumAndMaximumPreferNumbersAndOrderZeros(Width width) {
        forPairs(
                width,
                (a, b) -> {
                    boolean aIsNaN = Double.isNaN(width.value(a));
                    boolean bIsNaN = Double.isNaN(width.value(b));
                    int order = Double.compare(width.value(a), width.value(b));
                    long smaller = order <= 0 ? a : b;
                    long larger = order <= 0 ? b : a;
                    if (aIsNaN || bIsNaN) {
                        smaller = aIsNaN ? (bIsNaN ? width.canonicalNaN() : b) : a;
                        larger = smaller;
                    }
                    int flags = width.isSignaling(a) || width.isSignaling(b) ? Flags.INVALID : 0;
                    boolean wide = width == Width.BINARY64;
                    state.setFlags(0);
                    expect(
                            width,
                            smaller,
                            wide
                                    ? Binary64.minimum(a, b, state)
                                    : Binary32.minimum((int) a, (int) b, state),
                            flags,
                            a,
                            b);
                    state.setFlags(0);
                    expect(
                            width,
                            larger,
                            wide
                                    ? Binary64.maximum(a, b, state)
                                    : Binary32.maximum((int) a, (int) b, state),
                            flags,
                            a,
                            b);
                });
    }

    @ParameterizedTest
    @EnumSource
    void onlyEqualityIsQuietAboutQuietNaNs(Width width) {
        boolean wide = width == Width.BINARY64;
        forPairs(
                width,
                (a, b) -> {
                    double x = width.value(a);
                    double y = width.value(b);
                    int signaling =
                            width.isSignaling(a) || width.isSignaling(b) ? Flags.INVALID : 0;
                    int anyNaN = Double.isNaN(x) || Double.isNaN(y) ? Flags.INVALID : 0;
                    state.setFlags(0);
                    boolean equal =
                            wide
                                    ? Binary64.isEqual(a, b, state)
                                    : Binary32.isEqual((int) a, (int) b, state);
                    expect(width, x == y ? 1 : 0, equal ? 1 : 0, signaling, a, b);
                    state.setFlags(0);
                    boolean less =
                            wide
                                    ? Binary64.isLess(a, b, state)
                                    : Binary32.isLess((int) a, (int) b, state);
                    expect(width, x < y ? 1 : 0, less ? 1 : 0, anyNaN, a, b);
                    state.setFlags(0);
                    boolean lessOrEqual =
                            wide
                                    ? Binary64.isLessOrEqual(a, b, state)
                                    : Binary32.isLessOrEqual((int) a, (int) b, state);
                    expect(width, x <= y ? 1 : 0, lessOrEqual ? 1 : 0, anyNaN, a, b);
                });
    }

    /** F extension, table "Format of result of FCLASS instruction". */
    @ParameterizedTest
    @CsvSource({
        "ff800000, fff0000000000000, 0",
        "ff7fffff, ffefffffffffffff, 1",
        "80800000, 8010000000000000, 1",
        "807fffff, 800fffffffffffff, 2",
        "80000001, 8000000000000001, 2",
        "80000000, 8000000000000000, 3",
        "00000000, 0000000000000000, 4",
        "00000001, 0000000000000001, 5",
        "007fffff, 000fffffffffffff, 5",
        "00800000, 0010000000000000, 6",
        "3f800000, 3ff0000000000000, 6",
        "7f800000, 7ff0000000000000, 7",
        "7f800001, 7ff0000000000001, 8",
        "ffbfffff, fff7ffffffffffff, 8",
        "7fc00000, 7ff8000000000000, 9",
        "ffc00000, fff8000000000000, 9",
    })
    void everyNumberHasOneClass(String narrow, String wide, int bit) {
        assertEquals(1 << bit, Binary32.classify(Integer.parseUnsignedInt(narrow, 16)));
        assertEquals(1 << bit, Binary64.classify(Long.parseUnsignedLong(wide, 16)));
    }

    @ParameterizedTest
    @CsvSource({
        "3ff0000000000000, 0000000000000000, 3ff0000000000000, bff0000000000000, 3ff0000000000000",
        "3ff0000000000000, 8000000000000000, bff0000000000000, 3ff0000000000000, bff0000000000000",
        "bff0000000000000, 8000000000000000, bff0000000000000, 3ff0000000000000, 3ff0000000000000",
        "fff0000000000001, 0000000000000000, 7ff0000000000001, fff0000000000001, fff0000000000001",
    })
    void signsAreInjectedWithoutLookingAtTheNumber(
            String a, String b, String copied, String negated, String multiplied) {
        long x = Long.parseUnsignedLong(a, 16);
        long y = Long.parseUnsignedLong(b, 16);
        assertEquals(copied, "%016x".formatted(Binary64.copySign(x, y)));
        assertEquals(negated, "%016x".formatted(Binary64.copyNegatedSign(x, y)));
        assertEquals(multiplied, "%016x".formatted(Binary64.exclusiveOrSign(x, y)));
        int xHigh = (int) (x >>> 32);
        int yHigh = (int) (y >>> 32);
        assertEquals(copied.substring(0, 8), "%08x".formatted(Binary32.copySign(xHigh, yHigh)));
        assertEquals(
                negated.substring(0, 8), "%08x".formatted(Binary32.copyNegatedSign(xHigh, yHigh)));
        assertEquals(
                multiplied.substring(0, 8),
                "%08x".formatted(Binary32.exclusiveOrSign(xHigh, yHigh)));
    }

    private interface Pair {
        void accept(long a, long b);
    }

    private static void forPairs(Width width, Pair pair) {
        for (long a : Operands.corners(width)) {
            for (long b : Operands.corners(width)) {
                pair.accept(a, b);
            }
        }
        Operands operands = new Operands(width, new SplittableRandom(SEED));
        for (int i = 0; i < OPERANDS; i++) {
            pair.accept(operands.next(), operands.next());
        }
    }

    private void expect(Width width, long bits, long actual, int flags, long a, long b) {
        long trimmed = width == Width.BINARY32 ? actual & 0xffff_ffffL : actual;
        if (trimmed != bits || state.flags() != flags) {
            assertEquals(
                    "%x flags %x".formatted(bits, flags),
                    "%x flags %x".formatted(trimmed, state.flags()),
                    () -> "%s %x %x (seed %x)".formatted(width, a, b, SEED));
        }
    }
}
