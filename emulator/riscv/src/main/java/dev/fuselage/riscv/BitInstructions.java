package dev.fuselage.riscv;

import static dev.fuselage.riscv.decode.Packed.immediate;
import static dev.fuselage.riscv.decode.Packed.rd;
import static dev.fuselage.riscv.decode.Packed.rs1;
import static dev.fuselage.riscv.decode.Packed.rs2;

import dev.fuselage.riscv.decode.Op;
import dev.fuselage.riscv.decode.Packed;

/** Zba, Zbb, Zbs and Zicond: results that depend on nothing but registers. */
final class BitInstructions {
    private static final long LOW_32 = 0xffff_ffffL;

    private final long[] x;

    BitInstructions(long[] x) {
        this.x = x;
    }

    int execute(long insn) {
        long a = x[rs1(insn)];
        long b = x[rs2(insn)];
        int op = Packed.op(insn);
        x[rd(insn)] =
                op < Op.ANDN
                        ? address(op, a, b, immediate(insn))
                        : op < Op.BCLR
                                ? basic(op, a, b, immediate(insn))
                                : single(op, a, b, immediate(insn));
        return Outcome.NEXT;
    }

    private static long address(int op, long a, long b, int shift) {
        return switch (op) {
            case Op.ADD_UW -> (a & LOW_32) + b;
            case Op.SH1ADD -> (a << 1) + b;
            case Op.SH2ADD -> (a << 2) + b;
            case Op.SH3ADD -> (a << 3) + b;
            case Op.SH1ADD_UW -> ((a & LOW_32) << 1) + b;
            case Op.SH2ADD_UW -> ((a & LOW_32) << 2) + b;
            case Op.SH3ADD_UW -> ((a & LOW_32) << 3) + b;
            default -> (a & LOW_32) << shift;
        };
    }

    private static long basic(int op, long a, long b, int shift) {
        return switch (op) {
            case Op.ANDN -> a & ~b;
            case Op.ORN -> a | ~b;
            case Op.XNOR -> ~(a ^ b);
            case Op.CLZ -> Long.numberOfLeadingZeros(a);
            case Op.CTZ -> Long.numberOfTrailingZeros(a);
            case Op.CPOP -> Long.bitCount(a);
            case Op.CLZW -> Integer.numberOfLeadingZeros((int) a);
            case Op.CTZW -> Integer.numberOfTrailingZeros((int) a);
            case Op.CPOPW -> Integer.bitCount((int) a);
            case Op.MIN -> Math.min(a, b);
            case Op.MINU -> Long.compareUnsigned(a, b) < 0 ? a : b;
            case Op.MAX -> Math.max(a, b);
            case Op.MAXU -> Long.compareUnsigned(a, b) > 0 ? a : b;
            case Op.SEXT_B -> (byte) a;
            case Op.SEXT_H -> (short) a;
            case Op.ZEXT_H -> a & 0xffff;
            case Op.ROL -> Long.rotateLeft(a, (int) b);
            case Op.ROR -> Long.rotateRight(a, (int) b);
            case Op.RORI -> Long.rotateRight(a, shift);
            case Op.ROLW -> Integer.rotateLeft((int) a, (int) b);
            case Op.RORW -> Integer.rotateRight((int) a, (int) b);
            case Op.RORIW -> Integer.rotateRight((int) a, shift);
            case Op.ORC_B -> combineBytes(a);
            default -> Long.reverseBytes(a);
        };
    }

    /** Each byte that is not zero becomes 0xff. */
    private static long combineBytes(long a) {
        long lowBits = 0x7f7f_7f7f_7f7f_7f7fL;
        long nonZero = ((a & lowBits) + lowBits | a) & ~lowBits;
        return (nonZero >>> 7) * 0xff;
    }

    private static long single(int op, long a, long b, int index) {
        return switch (op) {
            case Op.BCLR -> a & ~(1L << b);
            case Op.BCLRI -> a & ~(1L << index);
            case Op.BEXT -> a >>> b & 1;
            case Op.BEXTI -> a >>> index & 1;
            case Op.BINV -> a ^ 1L << b;
            case Op.BINVI -> a ^ 1L << index;
            case Op.BSET -> a | 1L << b;
            case Op.BSETI -> a | 1L << index;
            case Op.CZERO_EQZ -> b == 0 ? 0 : a;
            default -> b != 0 ? 0 : a;
        };
    }
}
