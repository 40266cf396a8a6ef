package dev.fuselage.riscv;

import static dev.fuselage.riscv.decode.Packed.immediate;
import static dev.fuselage.riscv.decode.Packed.rd;
import static dev.fuselage.riscv.decode.Packed.rs1;
import static dev.fuselage.riscv.decode.Packed.rs2;
import static dev.fuselage.riscv.decode.Packed.rs3;

import dev.fuselage.riscv.decode.Op;
import dev.fuselage.riscv.decode.Packed;
import dev.fuselage.riscv.floating.Binary32;
import dev.fuselage.riscv.floating.FloatingPointState;
import dev.fuselage.riscv.floating.NanBoxing;
import dev.fuselage.riscv.floating.Rounding;

/** F: single precision. Operands that are not NaN-boxed count as the canonical NaN. */
final class SingleInstructions {
    private final Hart hart;
    private final long[] x;
    private final long[] f;
    private final FloatingPointState state;

    SingleInstructions(Hart hart) {
        this.hart = hart;
        this.x = hart.x;
        this.f = hart.f;
        this.state = hart.floating;
    }

    int execute(long insn) {
        if (hart.status.floatingPointOff()) {
            return hart.illegal();
        }
        int op = Packed.op(insn);
        switch (op) {
            case Op.FLW -> load(insn);
            case Op.FSW -> hart.mmu.store(x[rs1(insn)] + immediate(insn), 4, f[rs2(insn)]);
            default -> {
                return (op >= Op.FSGNJ_S && op <= Op.FCLASS_S)
                                || op == Op.FMV_X_W
                                || op == Op.FMV_W_X
                        ? unrounded(insn, op)
                        : rounded(insn, op);
            }
        }
        return Outcome.NEXT;
    }

    private void load(long insn) {
        long value = hart.mmu.load(x[rs1(insn)] + immediate(insn), 4);
        if (!hart.traps.isPending()) {
            result(insn, (int) value);
        }
    }

    private void result(long insn, int bits) {
        f[rd(insn)] = NanBoxing.box(bits);
        hart.status.floatingPointDirty();
    }

    /** An integer result; flags may have been raised. */
    private void integer(long insn, long value) {
        x[rd(insn)] = value;
        hart.status.floatingPointDirty();
    }

    private int unrounded(long insn, int op) {
        int a = NanBoxing.unbox(f[rs1(insn)]);
        int b = NanBoxing.unbox(f[rs2(insn)]);
        switch (op) {
            case Op.FSGNJ_S -> result(insn, Binary32.copySign(a, b));
            case Op.FSGNJN_S -> result(insn, Binary32.copyNegatedSign(a, b));
            case Op.FSGNJX_S -> result(insn, Binary32.exclusiveOrSign(a, b));
            case Op.FMIN_S -> result(insn, Binary32.minimum(a, b, state));
            case Op.FMAX_S -> result(insn, Binary32.maximum(a, b, state));
            case Op.FEQ_S -> integer(insn, Binary32.isEqual(a, b, state) ? 1 : 0);
            case Op.FLT_S -> integer(insn, Binary32.isLess(a, b, state) ? 1 : 0);
            case Op.FLE_S -> integer(insn, Binary32.isLessOrEqual(a, b, state) ? 1 : 0);
            case Op.FCLASS_S -> x[rd(insn)] = Binary32.classify(a);
            case Op.FMV_X_W -> x[rd(insn)] = (int) f[rs1(insn)];
            default -> result(insn, (int) x[rs1(insn)]);
        }
        return Outcome.NEXT;
    }

    private int rounded(long insn, int op) {
        int mode = state.effectiveMode(Packed.roundingMode(insn));
        if (!Rounding.isMode(mode)) {
            return hart.illegal();
        }
        if (op >= Op.FCVT_W_S) {
            convert(insn, op, mode);
        } else {
            compute(insn, op, mode);
        }
        return Outcome.NEXT;
    }

    private void compute(long insn, int op, int mode) {
        int a = NanBoxing.unbox(f[rs1(insn)]);
        int b = NanBoxing.unbox(f[rs2(insn)]);
        result(
                insn,
                switch (op) {
                    case Op.FADD_S -> Binary32.add(a, b, mode, state);
                    case Op.FSUB_S -> Binary32.subtract(a, b, mode, state);
                    case Op.FMUL_S -> Binary32.multiply(a, b, mode, state);
                    case Op.FDIV_S -> Binary32.divide(a, b, mode, state);
                    case Op.FSQRT_S -> Binary32.squareRoot(a, mode, state);
                    default -> fused(op, a, b, NanBoxing.unbox(f[rs3(insn)]), mode);
                });
    }

    private int fused(int op, int a, int b, int c, int mode) {
        return switch (op) {
            case Op.FMADD_S -> Binary32.multiplyAdd(a, b, c, mode, state);
            case Op.FMSUB_S -> Binary32.multiplySubtract(a, b, c, mode, state);
            case Op.FNMSUB_S -> Binary32.negatedMultiplySubtract(a, b, c, mode, state);
            default -> Binary32.negatedMultiplyAdd(a, b, c, mode, state);
        };
    }

    private void convert(long insn, int op, int mode) {
        int a = NanBoxing.unbox(f[rs1(insn)]);
        long n = x[rs1(insn)];
        switch (op) {
            case Op.FCVT_W_S -> integer(insn, Binary32.toInt32(a, mode, state));
            case Op.FCVT_WU_S -> integer(insn, Binary32.toUnsigned32(a, mode, state));
            case Op.FCVT_L_S -> integer(insn, Binary32.toInt64(a, mode, state));
            case Op.FCVT_LU_S -> integer(insn, Binary32.toUnsigned64(a, mode, state));
            case Op.FCVT_S_W -> result(insn, Binary32.fromInt32((int) n, mode, state));
            case Op.FCVT_S_WU -> result(insn, Binary32.fromUnsigned32((int) n, mode, state));
            case Op.FCVT_S_L -> result(insn, Binary32.fromInt64(n, mode, state));
            default -> result(insn, Binary32.fromUnsigned64(n, mode, state));
        }
    }
}
