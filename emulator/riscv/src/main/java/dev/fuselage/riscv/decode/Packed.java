package dev.fuselage.riscv.decode;

/**
 * The predecoded form of an instruction, packed into a long so that code is a plain array:
 *
 * <pre>
 * 63        32 31 30 29  28 27  22 21  16 15  10 9   0
 *  immediate     -   length   rs2    rs1    rd    op
 * </pre>
 *
 * The length is in halfwords. Register numbers have six bits: an integer destination x0 becomes
 * {@link #SINK}, a register nobody reads, so that execution need not ask. Floating-point
 * instructions keep the rounding mode and rs3 in the immediate; CSR instructions the CSR's number.
 */
public final class Packed {
    /** Where results for x0 go. */
    public static final int SINK = 32;

    /** Register numbers are below this. */
    public static final int REGISTERS = 64;

    public static final int RD_SHIFT = 10;
    public static final int RS1_SHIFT = 16;
    public static final int RS2_SHIFT = 22;
    public static final int LENGTH_SHIFT = 28;
    public static final int IMMEDIATE_SHIFT = 32;

    /** Of the immediate of a floating-point instruction: rm is below it. */
    static final int RS3_SHIFT = 8;

    private static final int OP_MASK = 0x3ff;
    private static final int REGISTER_MASK = REGISTERS - 1;

    private Packed() {}

    /** The number of the instruction, a constant of {@link Op}. */
    public static int op(long packed) {
        return (int) packed & OP_MASK;
    }

    /** Destination; {@link #SINK} for x0. */
    public static int rd(long packed) {
        return (int) packed >>> RD_SHIFT & REGISTER_MASK;
    }

    /** First source register, or the five-bit immediate of a CSR instruction. */
    public static int rs1(long packed) {
        return (int) packed >>> RS1_SHIFT & REGISTER_MASK;
    }

    /** Second source register. */
    public static int rs2(long packed) {
        return (int) packed >>> RS2_SHIFT & REGISTER_MASK;
    }

    /** Third source register of a fused multiply-add. */
    public static int rs3(long packed) {
        return immediate(packed) >>> RS3_SHIFT & 0x1f;
    }

    /** Static rounding mode of a floating-point instruction: 0 to 7. */
    public static int roundingMode(long packed) {
        return immediate(packed) & 7;
    }

    /** Length in halfwords: 1 or 2. */
    public static int length(long packed) {
        return (int) packed >>> LENGTH_SHIFT & 3;
    }

    /** The immediate, sign-extended or zero-extended as its instruction wants it. */
    public static int immediate(long packed) {
        return (int) (packed >> IMMEDIATE_SHIFT);
    }

    /** An instruction without operands. */
    public static long of(int op, int length) {
        return op | (long) length << LENGTH_SHIFT;
    }

    static long toRd(int register) {
        return (long) register << RD_SHIFT;
    }

    static long fromRs1(int register) {
        return (long) register << RS1_SHIFT;
    }

    static long immediateBits(int value) {
        return (long) value << IMMEDIATE_SHIFT;
    }
}
