package dev.fuselage.riscv;

import static dev.fuselage.riscv.decode.Packed.immediate;
import static dev.fuselage.riscv.decode.Packed.rd;
import static dev.fuselage.riscv.decode.Packed.rs1;
import static dev.fuselage.riscv.decode.Packed.rs2;
import static dev.fuselage.riscv.decode.Packed.rs3;

import dev.fuselage.riscv.decode.Op;
import dev.fuselage.riscv.decode.Packed;
import dev.fuselage.riscv.floating.Binary32;
import dev.fuselage.riscv.floating.Binary64;
import dev.fuselage.riscv.floating.FloatingPointState;
import dev.fuselage.riscv.floating.NanBoxing;
import dev.fuselage.riscv.floating.Rounding;

/** D: double precision, and conversions between the two. */
final class DoubleInstructions {
    private final Hart hart;
    private final long[] x;
    private final long[] f;
    private final FloatingPointState state;

    DoubleInstructions(Hart hart) {
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
            case Op.FLD -> load(insn);
            case Op.FSD -> hart.mmu.store(x[rs1(insn)] + immediate(insn), 8, f[rs2(insn)]);
            default -> {
                return (op >= Op.FSGNJ_D && op <= Op.FCLASS_D)
                                || op == Op.FMV_X_D
                                || op == Op.FMV_D_X
                        ? unrounded(insn, op)
                        : rounded(insn, op);
            }
        }
        return Outcome.NEXT;
    }

    private void load(long insn) {
        long value = hart.mmu.load(x[rs1(insn)] + immediate(insn), 8);
        if (!hart.traps.isPending()) {
            result(insn, value);
        }
    }

    private void result(long insn, long bits) {
        f[rd(insn)] = bits;
        hart.status.floatingPointDirty();
    }

    /** An integer result; flags may have been raised. */
    private void integer(long insn, long value) {
        x[rd(insn)] = value;
        hart.status.floatingPointDirty();
    }

    private int unrounded(long insn, int op) {
        long a = f[rs1(insn)];
        long b = f[rs2(insn)];
        switch (op) {
            case Op.FSGNJ_D -> result(insn, Binary64.copySign(a, b));
            case Op.FSGNJN_D -> result(insn, Binary64.copyNegatedSign(a, b));
            case Op.FSGNJX_D -> result(insn, Binary64.exclusiveOrSign(a, b));
            case Op.FMIN_D -> result(insn, Binary64.minimum(a, b, state));
            case Op.FMAX_D -> result(insn, Binary64.maximum(a, b, state));
            case Op.FEQ_D -> integer(insn, Binary64.isEqual(a, b, state) ? 1 : 0);
            case Op.FLT_D -> integer(insn, Binary64.isLess(a, b, state) ? 1 : 0);
            case Op.FLE_D -> integer(insn, Binary64.isLessOrEqual(a, b, state) ? 1 : 0);
            case Op.FCLASS_D -> x[rd(insn)] = Binary64.classify(a);
            case Op.FMV_X_D -> x[rd(insn)] = a;
            default -> result(insn, x[rs1(insn)]);
        }
        return Outcome.NEXT;
    }

    private int rounded(long insn, int op) {
        int mode = state.effectiveMode(Packed.roundingMode(insn));
        if (!Rounding.isMode(mode)) {
            return hart.illegal();
        }
        if (op >= Op.FCVT_W_D) {
            convert(insn, op, mode);
        } else {
            compute(insn, op, mode);
        }
        return Outcome.NEXT;
    }

    private void compute(long insn, int op, int mode) {
        long a = f[rs1(insn)];
        long b = f[rs2(insn)];
        result(
                insn,
                switch (op) {
                    case Op.FADD_D -> Binary64.add(a, b, mode, state);
                    case Op.FSUB_D -> Binary64.subtract(a, b, mode, state);
                    case Op.FMUL_D -> Binary64.multiply(a, b, mode, state);
                    case Op.FDIV_D -> Binary64.divide(a, b, mode, state);
                    case Op.FSQRT_D -> Binary64.squareRoot(a, mode, state);
                    default -> fused(op, a, b, f[rs3(insn)], mode);
                });
    }

    private long fused(int op, long a, long b, long c, int mode) {
        return switch (op) {
            case Op.FMADD_D -> Binary64.multiplyAdd(a, b, c, mode, state);
            case Op.FMSUB_D -> Binary64.multiplySubtract(a, b, c, mode, state);
            case Op.FNMSUB_D -> Binary64.negatedMultiplySubtract(a, b, c, mode, state);
            default -> Binary64.negatedMultiplyAdd(a, b, c, mode, state);
        };
    }

    private void convert(long insn, int op, int mode) {
        long a = f[rs1(insn)];
        long n = x[rs1(insn)];
        switch (op) {
            case Op.FCVT_W_D -> integer(insn, Binary64.toInt32(a, mode, state));
            case Op.FCVT_WU_D -> integer(insn, Binary64.toUnsigned32(a, mode, state));
            case Op.FCVT_L_D -> integer(insn, Binary64.toInt64(a, mode, state));
            case Op.FCVT_LU_D -> integer(insn, Binary64.toUnsigned64(a, mode, state));
            case Op.FCVT_D_W -> result(insn, Binary64.fromInt32((int) n));
            case Op.FCVT_D_WU -> result(insn, Binary64.fromUnsigned32((int) n));
            case Op.FCVT_D_L -> result(insn, Binary64.fromInt64(n, mode, state));
            case Op.FCVT_D_LU -> result(insn, Binary64.fromUnsigned64(n, mode, state));
            case Op.FCVT_S_D -> {
                f[rd(insn)] = NanBoxing.box(Binary32.fromBinary64(a, mode, state));
                hart.status.floatingPointDirty();
            }
            default -> result(insn, Binary64.fromBinary32(NanBoxing.unbox(f[rs1(insn)]), state));
        }
    }
}
