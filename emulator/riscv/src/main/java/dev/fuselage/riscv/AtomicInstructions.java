package dev.fuselage.riscv;

import static dev.fuselage.riscv.decode.Packed.rd;
import static dev.fuselage.riscv.decode.Packed.rs1;
import static dev.fuselage.riscv.decode.Packed.rs2;

import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.riscv.decode.Op;
import dev.fuselage.riscv.decode.Packed;

/**
 * LR, SC and AMOs. Nothing else runs between the load and the store of one instruction, nor between
 * LR and SC as long as the reservation stands, so none of them needs an atomic of the host.
 */
final class AtomicInstructions {
    private final Hart hart;
    private final long[] x;

    AtomicInstructions(Hart hart) {
        this.hart = hart;
        this.x = hart.x;
    }

    int execute(long insn) {
        int op = Packed.op(insn);
        boolean word = op < Op.LR_D;
        boolean isLoad = op == Op.LR_W || op == Op.LR_D;
        long address = x[rs1(insn)];
        long host =
                hart.mmu.hostForUpdate(address, word ? 4 : 8, isLoad ? Access.LOAD : Access.STORE);
        if (host == 0) {
            return Outcome.TRAP;
        }
        long operand = x[rs2(insn)];
        switch (op) {
            case Op.LR_W -> {
                hart.reservation = host;
                x[rd(insn)] = HostMemory.getInt(host);
            }
            case Op.LR_D -> {
                hart.reservation = host;
                x[rd(insn)] = HostMemory.getLong(host);
            }
            case Op.SC_W, Op.SC_D -> x[rd(insn)] = storeConditional(host, operand, word);
            default -> {
                if (word) {
                    int old = HostMemory.getInt(host);
                    HostMemory.putInt(host, combine(op, old, (int) operand));
                    x[rd(insn)] = old;
                } else {
                    long old = HostMemory.getLong(host);
                    HostMemory.putLong(host, combine(op, old, operand));
                    x[rd(insn)] = old;
                }
            }
        }
        return Outcome.NEXT;
    }

    /** 0 if it stored, 1 if not. */
    private long storeConditional(long host, long value, boolean word) {
        boolean holds = hart.reservation == host;
        hart.reservation = Hart.NO_RESERVATION;
        if (!holds) {
            return 1;
        }
        if (word) {
            HostMemory.putInt(host, (int) value);
        } else {
            HostMemory.putLong(host, value);
        }
        return 0;
    }

    private static int combine(int op, int old, int operand) {
        return switch (op) {
            case Op.AMOMINU_W -> Integer.compareUnsigned(old, operand) < 0 ? old : operand;
            case Op.AMOMAXU_W -> Integer.compareUnsigned(old, operand) > 0 ? old : operand;
            default -> (int) combine(op - Op.LR_W + Op.LR_D, (long) old, (long) operand);
        };
    }

    private static long combine(int op, long old, long operand) {
        return switch (op) {
            case Op.AMOSWAP_D -> operand;
            case Op.AMOADD_D -> old + operand;
            case Op.AMOXOR_D -> old ^ operand;
            case Op.AMOAND_D -> old & operand;
            case Op.AMOOR_D -> old | operand;
            case Op.AMOMIN_D -> Math.min(old, operand);
            case Op.AMOMAX_D -> Math.max(old, operand);
            case Op.AMOMINU_D -> Long.compareUnsigned(old, operand) < 0 ? old : operand;
            default -> Long.compareUnsigned(old, operand) > 0 ? old : operand;
        };
    }
}
