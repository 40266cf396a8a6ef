package dev.fuselage.riscv.floating;

/** The accrued exception flags, as the bits of {@code fflags} (F extension, section "fcsr"). */
public final class Flags {

    /** NX: the result was rounded. */
    public static final int INEXACT = 1;

    /** UF: the result was rounded and is tiny after rounding. */
    public static final int UNDERFLOW = 2;

    /** OF: the rounded result is beyond the largest finite number. */
    public static final int OVERFLOW = 4;

    /** DZ: a finite number was divided by zero. */
    public static final int DIVIDE_BY_ZERO = 8;

    /** NV: the operation has no usefully definable result. */
    public static final int INVALID = 16;

    /** All flags: the width of {@code fflags}. */
    public static final int ALL = 31;

    private Flags() {}
}
