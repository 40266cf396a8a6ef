package dev.fuselage.riscv.floating;

/**
 * The floating-point control and status register of one hart: the dynamic rounding mode and the
 * flags accrued since software cleared them.
 */
public final class FloatingPointState {

    private int roundingMode;
    private int flags;

    /** A state as after reset: round to nearest even, no flags. */
    public FloatingPointState() {}

    /** {@code frm}: 0..7 as software wrote it, so possibly no {@linkplain Rounding#isMode mode}. */
    public int roundingMode() {
        return roundingMode;
    }

    /** Writes {@code frm}; the low three bits count. */
    public void setRoundingMode(int frm) {
        roundingMode = frm & 7;
    }

    /**
     * The mode in effect for an instruction: its {@code rm} field, or {@code frm} if that says
     * dynamic. An answer that is no {@linkplain Rounding#isMode mode} makes the instruction
     * illegal.
     */
    public int effectiveMode(int rm) {
        return rm == Rounding.DYNAMIC ? roundingMode : rm;
    }

    /** {@code fflags}: a set of {@link Flags}. */
    public int flags() {
        return flags;
    }

    /** Writes {@code fflags}; the low five bits count. */
    public void setFlags(int fflags) {
        flags = fflags & Flags.ALL;
    }

    /** {@code fcsr}: the flags in bits 4:0, the rounding mode in bits 7:5. */
    public int control() {
        return roundingMode << 5 | flags;
    }

    /** Writes {@code fcsr}; bits above 7 are ignored. */
    public void setControl(int fcsr) {
        setFlags(fcsr);
        setRoundingMode(fcsr >>> 5);
    }

    void raise(int raised) {
        flags |= raised;
    }

    /** NX is set already, so an operation need not find out whether it is exact. */
    boolean isInexact() {
        return (flags & Flags.INEXACT) != 0;
    }
}
