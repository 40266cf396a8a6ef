package dev.fuselage.riscv.floating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

/** The control and status register, NaN boxing and the flags' life. */
final class FloatingPointStateTest {

    private final FloatingPointState state = new FloatingPointState();

    @Test
    void controlHoldsModeAboveFlagsAndIgnoresTheRest() {
        state.setControl(0xffff_ff7f);
        assertEquals(3, state.roundingMode());
        assertEquals(0x1f, state.flags());
        assertEquals(0x7f, state.control());
    }

    @Test
    void aDynamicInstructionTakesTheRegistersMode() {
        state.setRoundingMode(Rounding.UP);
        assertEquals(Rounding.UP, state.effectiveMode(Rounding.DYNAMIC));
        assertEquals(Rounding.TOWARD_ZERO, state.effectiveMode(Rounding.TOWARD_ZERO));
    }

    @Test
    void threeOfTheEightModesAreReserved() {
        for (int mode = 0; mode < 8; mode++) {
            assertEquals(mode < 5, Rounding.isMode(mode));
        }
        state.setRoundingMode(Rounding.DYNAMIC);
        assertFalse(Rounding.isMode(state.effectiveMode(Rounding.DYNAMIC)));
    }

    @Test
    void flagsStayUntilSoftwareClearsThem() {
        long one = Binary64.fromInt32(1);
        Binary64.divide(one, 0, Rounding.NEAREST_EVEN, state);
        Binary64.divide(one, Binary64.fromInt32(3), Rounding.NEAREST_EVEN, state);
        Binary64.add(one, one, Rounding.NEAREST_EVEN, state);
        assertEquals(Flags.DIVIDE_BY_ZERO | Flags.INEXACT, state.flags());
        state.setFlags(0);
        assertEquals(0, state.flags());
    }

    @Test
    void tininessIsDetectedAfterRounding() {
        // (1 + 2^-13) * (1 - 2^-13) of the smallest normal number is 2^-26 of it below it, and
        // rounds up
        // to it at full precision.
        int smallestNormal = 0x0080_0000;
        assertEquals(
                smallestNormal,
                Binary32.multiply(
                        smallestNormal + (1 << 10),
                        0x3f80_0000 - (1 << 11),
                        Rounding.NEAREST_EVEN,
                        state));
        assertEquals(Flags.INEXACT, state.flags());
        // 1 - 2^-24 of it has full precision and stays below, though it rounds to the same number.
        assertEquals(
                smallestNormal,
                Binary32.multiply(smallestNormal, 0x3f7f_ffff, Rounding.NEAREST_EVEN, state));
        assertEquals(Flags.INEXACT | Flags.UNDERFLOW, state.flags());
    }

    @Test
    void infinityTimesZeroIsInvalidWhateverIsAdded() {
        assertEquals(
                Binary64.CANONICAL_NAN,
                Binary64.multiplyAdd(
                        0x7ff0_0000_0000_0000L,
                        0,
                        Binary64.CANONICAL_NAN,
                        Rounding.NEAREST_EVEN,
                        state));
        assertEquals(Flags.INVALID, state.flags());
    }

    @Test
    void boxedNumbersHaveOnesAboveAndOthersReadAsNaN() {
        assertEquals(0xffff_ffff_3f80_0000L, NanBoxing.box(0x3f80_0000));
        assertEquals(0xffff_ffff_bf80_0000L, NanBoxing.box(0xbf80_0000));
        assertEquals(0x3f80_0000, NanBoxing.unbox(0xffff_ffff_3f80_0000L));
        assertEquals(Binary32.CANONICAL_NAN, NanBoxing.unbox(0x7fff_ffff_3f80_0000L));
        assertEquals(Binary32.CANONICAL_NAN, NanBoxing.unbox(0x3f80_0000));
    }
}
