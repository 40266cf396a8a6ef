package dev.fuselage.riscv.floating;

/**
 * Every computing instruction of F and D: its word, for an oracle that executes RISC-V, and what
 * this package says it does. The word takes binary64 operands from f0, f1 and f2, boxed binary32
 * operands from f3, f4 and f5, an integer from x28 and the dynamic rounding mode; the result goes
 * to f6, or to x29 if it is an integer.
 */
@SuppressWarnings("ImmutableEnumChecker") // the semantics are lambdas that capture nothing
enum Instruction {
    FADD_D(binary(0x01, 7), (o, m, s) -> Binary64.add(o.a, o.b, m, s)),
    FSUB_D(binary(0x05, 7), (o, m, s) -> Binary64.subtract(o.a, o.b, m, s)),
    FMUL_D(binary(0x09, 7), (o, m, s) -> Binary64.multiply(o.a, o.b, m, s)),
    FDIV_D(binary(0x0d, 7), (o, m, s) -> Binary64.divide(o.a, o.b, m, s)),
    FSQRT_D(unary(0x2d, 0, 0, 7, 6), (o, m, s) -> Binary64.squareRoot(o.a, m, s)),
    FMADD_D(fused(0x43, 1), (o, m, s) -> Binary64.multiplyAdd(o.a, o.b, o.c, m, s)),
    FMSUB_D(fused(0x47, 1), (o, m, s) -> Binary64.multiplySubtract(o.a, o.b, o.c, m, s)),
    FNMSUB_D(fused(0x4b, 1), (o, m, s) -> Binary64.negatedMultiplySubtract(o.a, o.b, o.c, m, s)),
    FNMADD_D(fused(0x4f, 1), (o, m, s) -> Binary64.negatedMultiplyAdd(o.a, o.b, o.c, m, s)),
    FSGNJ_D(binary(0x11, 0), (o, m, s) -> Binary64.copySign(o.a, o.b)),
    FSGNJN_D(binary(0x11, 1), (o, m, s) -> Binary64.copyNegatedSign(o.a, o.b)),
    FSGNJX_D(binary(0x11, 2), (o, m, s) -> Binary64.exclusiveOrSign(o.a, o.b)),
    FMIN_D(binary(0x15, 0), (o, m, s) -> Binary64.minimum(o.a, o.b, s)),
    FMAX_D(binary(0x15, 1), (o, m, s) -> Binary64.maximum(o.a, o.b, s)),
    FLE_D(comparison(1, 0), (o, m, s) -> Binary64.isLessOrEqual(o.a, o.b, s) ? 1 : 0),
    FLT_D(comparison(1, 1), (o, m, s) -> Binary64.isLess(o.a, o.b, s) ? 1 : 0),
    FEQ_D(comparison(1, 2), (o, m, s) -> Binary64.isEqual(o.a, o.b, s) ? 1 : 0),
    FCLASS_D(unary(0x71, 0, 0, 1, 29), (o, m, s) -> Binary64.classify(o.a)),
    FCVT_W_D(unary(0x61, 0, 0, 7, 29), (o, m, s) -> Binary64.toInt32(o.a, m, s)),
    FCVT_WU_D(unary(0x61, 1, 0, 7, 29), (o, m, s) -> Binary64.toUnsigned32(o.a, m, s)),
    FCVT_L_D(unary(0x61, 2, 0, 7, 29), (o, m, s) -> Binary64.toInt64(o.a, m, s)),
    FCVT_LU_D(unary(0x61, 3, 0, 7, 29), (o, m, s) -> Binary64.toUnsigned64(o.a, m, s)),
    FCVT_D_W(unary(0x69, 0, 28, 0, 6), (o, m, s) -> Binary64.fromInt32((int) o.x)),
    FCVT_D_WU(unary(0x69, 1, 28, 0, 6), (o, m, s) -> Binary64.fromUnsigned32((int) o.x)),
    FCVT_D_L(unary(0x69, 2, 28, 7, 6), (o, m, s) -> Binary64.fromInt64(o.x, m, s)),
    FCVT_D_LU(unary(0x69, 3, 28, 7, 6), (o, m, s) -> Binary64.fromUnsigned64(o.x, m, s)),
    FCVT_D_S(unary(0x21, 0, 3, 0, 6), (o, m, s) -> Binary64.fromBinary32(o.d(), s)),
    FCVT_S_D(unary(0x20, 1, 0, 7, 6), (o, m, s) -> box(Binary32.fromBinary64(o.a, m, s))),
    FADD_S(binary(0x00, 7), (o, m, s) -> box(Binary32.add(o.d(), o.e(), m, s))),
    FSUB_S(binary(0x04, 7), (o, m, s) -> box(Binary32.subtract(o.d(), o.e(), m, s))),
    FMUL_S(binary(0x08, 7), (o, m, s) -> box(Binary32.multiply(o.d(), o.e(), m, s))),
    FDIV_S(binary(0x0c, 7), (o, m, s) -> box(Binary32.divide(o.d(), o.e(), m, s))),
    FSQRT_S(unary(0x2c, 0, 3, 7, 6), (o, m, s) -> box(Binary32.squareRoot(o.d(), m, s))),
    FMADD_S(fused(0x43, 0), (o, m, s) -> box(Binary32.multiplyAdd(o.d(), o.e(), o.f(), m, s))),
    FMSUB_S(fused(0x47, 0), (o, m, s) -> box(Binary32.multiplySubtract(o.d(), o.e(), o.f(), m, s))),
    FNMSUB_S(
            fused(0x4b, 0),
            (o, m, s) -> box(Binary32.negatedMultiplySubtract(o.d(), o.e(), o.f(), m, s))),
    FNMADD_S(
            fused(0x4f, 0),
            (o, m, s) -> box(Binary32.negatedMultiplyAdd(o.d(), o.e(), o.f(), m, s))),
    FSGNJ_S(binary(0x10, 0), (o, m, s) -> box(Binary32.copySign(o.d(), o.e()))),
    FSGNJN_S(binary(0x10, 1), (o, m, s) -> box(Binary32.copyNegatedSign(o.d(), o.e()))),
    FSGNJX_S(binary(0x10, 2), (o, m, s) -> box(Binary32.exclusiveOrSign(o.d(), o.e()))),
    FMIN_S(binary(0x14, 0), (o, m, s) -> box(Binary32.minimum(o.d(), o.e(), s))),
    FMAX_S(binary(0x14, 1), (o, m, s) -> box(Binary32.maximum(o.d(), o.e(), s))),
    FLE_S(comparison(0, 0), (o, m, s) -> Binary32.isLessOrEqual(o.d(), o.e(), s) ? 1 : 0),
    FLT_S(comparison(0, 1), (o, m, s) -> Binary32.isLess(o.d(), o.e(), s) ? 1 : 0),
    FEQ_S(comparison(0, 2), (o, m, s) -> Binary32.isEqual(o.d(), o.e(), s) ? 1 : 0),
    FCLASS_S(unary(0x70, 0, 3, 1, 29), (o, m, s) -> Binary32.classify(o.d())),
    FCVT_W_S(unary(0x60, 0, 3, 7, 29), (o, m, s) -> Binary32.toInt32(o.d(), m, s)),
    FCVT_WU_S(unary(0x60, 1, 3, 7, 29), (o, m, s) -> Binary32.toUnsigned32(o.d(), m, s)),
    FCVT_L_S(unary(0x60, 2, 3, 7, 29), (o, m, s) -> Binary32.toInt64(o.d(), m, s)),
    FCVT_LU_S(unary(0x60, 3, 3, 7, 29), (o, m, s) -> Binary32.toUnsigned64(o.d(), m, s)),
    FCVT_S_W(unary(0x68, 0, 28, 7, 6), (o, m, s) -> box(Binary32.fromInt32((int) o.x, m, s))),
    FCVT_S_WU(unary(0x68, 1, 28, 7, 6), (o, m, s) -> box(Binary32.fromUnsigned32((int) o.x, m, s))),
    FCVT_S_L(unary(0x68, 2, 28, 7, 6), (o, m, s) -> box(Binary32.fromInt64(o.x, m, s))),
    FCVT_S_LU(unary(0x68, 3, 28, 7, 6), (o, m, s) -> box(Binary32.fromUnsigned64(o.x, m, s)));

    /** What the operand registers hold. */
    static final class OperandRegisters {
        long a;
        long b;
        long c;
        long boxedD;
        long boxedE;
        long boxedF;
        long x;

        int d() {
            return NanBoxing.unbox(boxedD);
        }

        int e() {
            return NanBoxing.unbox(boxedE);
        }

        int f() {
            return NanBoxing.unbox(boxedF);
        }

        @Override
        public String toString() {
            return "f0-f5 %016x %016x %016x %016x %016x %016x x28 %016x"
                    .formatted(a, b, c, boxedD, boxedE, boxedF, x);
        }
    }

    /** The content of the destination register. */
    interface Semantics {
        long apply(OperandRegisters operands, int mode, FloatingPointState state);
    }

    final int word;
    final Semantics semantics;

    Instruction(int word, Semantics semantics) {
        this.word = word;
        this.semantics = semantics;
    }

    boolean hasIntegerResult() {
        return (word >> 7 & 31) == 29;
    }

    private static long box(int bits) {
        return NanBoxing.box(bits);
    }

    private static int binary(int funct7, int rm) {
        int first = (funct7 & 1) != 0 ? 0 : 3;
        return unary(funct7, first + 1, first, rm, 6);
    }

    private static int comparison(int format, int rm) {
        int first = format != 0 ? 0 : 3;
        return unary(0x50 | format, first + 1, first, rm, 29);
    }

    private static int unary(int funct7, int rs2, int rs1, int rm, int rd) {
        return funct7 << 25 | rs2 << 20 | rs1 << 15 | rm << 12 | rd << 7 | 0x53;
    }

    private static int fused(int opcode, int format) {
        int first = format != 0 ? 0 : 3;
        return (first + 2) << 27
                | format << 25
                | (first + 1) << 20
                | first << 15
                | 7 << 12
                | 6 << 7
                | opcode;
    }
}
