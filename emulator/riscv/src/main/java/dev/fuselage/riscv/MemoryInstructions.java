package dev.fuselage.riscv;

import static dev.fuselage.riscv.decode.Packed.immediate;
import static dev.fuselage.riscv.decode.Packed.rd;
import static dev.fuselage.riscv.decode.Packed.rs1;
import static dev.fuselage.riscv.decode.Packed.rs2;

import dev.fuselage.riscv.decode.Op;
import dev.fuselage.riscv.decode.Packed;

/** Integer loads and stores in full, and places in code that hold no instruction yet, or none. */
final class MemoryInstructions {
    private final Hart hart;
    private final long[] x;

    MemoryInstructions(Hart hart) {
        this.hart = hart;
        this.x = hart.x;
    }

    int execute(long insn) {
        switch (Packed.op(insn)) {
            case Op.UNDECODED -> {
                return decode();
            }
            case Op.ENTER_PAGE -> {
                return hart.mmu.fetchPage(hart.pc) == null ? Outcome.TRAP : Outcome.REPEAT;
            }
            case Op.STRADDLING -> {
                return hart.fetch.straddle();
            }
            case Op.BREAKPOINT -> {
                return hart.fetch.breakpoint();
            }
            case Op.ILLEGAL -> {
                return hart.illegal();
            }
            case Op.LB -> load(insn, 1, 56);
            case Op.LH -> load(insn, 2, 48);
            case Op.LW -> load(insn, 4, 32);
            case Op.LD, Op.LBU, Op.LHU, Op.LWU -> load(insn, size(insn), 0);
            case Op.SB -> store(insn, 1);
            case Op.SH -> store(insn, 2);
            case Op.SW -> store(insn, 4);
            case Op.SD -> store(insn, 8);
            default ->
                    throw new IllegalStateException(
                            "hart %d: op %d at 0x%x has no meaning"
                                    .formatted(hart.id(), Packed.op(insn), hart.pc));
        }
        return Outcome.NEXT;
    }

    private static int size(long insn) {
        return switch (Packed.op(insn)) {
            case Op.LBU -> 1;
            case Op.LHU -> 2;
            case Op.LWU -> 4;
            default -> 8;
        };
    }

    private int decode() {
        CodePage page = hart.mmu.fetchPage(hart.pc);
        if (page == null) {
            return Outcome.TRAP;
        }
        page.decode((int) (hart.pc & 0xfff) >>> 1);
        return Outcome.REPEAT;
    }

    /** Sign-extends by shifting up and down again. */
    private void load(long insn, int size, int unused) {
        long value = hart.mmu.load(x[rs1(insn)] + immediate(insn), size);
        if (!hart.traps.isPending()) {
            x[rd(insn)] = value << unused >> unused;
        }
    }

    private void store(long insn, int size) {
        hart.mmu.store(x[rs1(insn)] + immediate(insn), size, x[rs2(insn)]);
    }
}
