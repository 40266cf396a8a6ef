package dev.fuselage.riscv;

import static dev.fuselage.riscv.decode.Packed.immediate;
import static dev.fuselage.riscv.decode.Packed.length;
import static dev.fuselage.riscv.decode.Packed.rd;
import static dev.fuselage.riscv.decode.Packed.rs1;
import static dev.fuselage.riscv.decode.Packed.rs2;

import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.riscv.decode.Op;

/**
 * Executes predecoded instructions. The inner loop holds what an integer program does all the time:
 * arithmetic, jumps within the page, and loads and stores that hit in the TLB. Everything else goes
 * to {@link Groups} by way of {@link Outcome}.
 *
 * <p>The loop is one method because its locals are the hart's state that must stay in registers;
 * its bytecode must stay below the 8,000 bytes above which HotSpot does not compile
 * (InterpreterTest holds it to that).
 */
final class Interpreter {
    /** Added to both sides, makes a signed comparison an unsigned one. */
    private static final long MIN = Long.MIN_VALUE;

    private final Hart hart;
    private final Groups groups;

    Interpreter(Hart hart) {
        this.hart = hart;
        this.groups = new Groups(hart);
    }

    /**
     * Executes at most {@code hart.left} instructions from hart.pc and leaves in both how far it
     * got. An instruction that traps counts as one. Returns early after an instruction that may
     * have made an interrupt deliverable or has touched a device.
     */
    // Labelled blocks stand for the gotos that the inner loop is made of: what HotSpot makes of
    // them is a jump, while a value switched on again is a second dispatch per instruction. 32-bit
    // arithmetic wraps on purpose.
    @SuppressWarnings({
        "LabelledBreakTarget",
        "StatementSwitchToExpressionSwitch",
        "IntLongMath",
        "NarrowCalculation"
    })
    void run() {
        final long[] x = hart.x;
        int left = hart.left;
        long pc = hart.pc;
        reenter:
        while (left > 0) {
            CodePage page = hart.mmu.fetchPage(pc);
            if (page == null) {
                left--;
                hart.pc = pc;
                hart.takeTrap();
                pc = hart.pc;
                continue;
            }
            long[] code = page.code;
            final Tlb data = hart.mmu.data;
            final long[] loadTags = data.loadTags;
            final long[] loadAddends = data.loadAddends;
            final long[] storeTags = data.storeTags;
            final long[] storeAddends = data.storeAddends;
            final long base = pc & Tlb.PAGE_MASK;
            int i = (int) pc >>> 1 & CodePage.HALFWORDS - 1;
            execute:
            while (left > 0) {
                final long insn = code[i];
                next:
                {
                    jump:
                    {
                        slow:
                        {
                            switch ((int) insn & 0x3ff) {
                                case Op.LEAVE_PAGE:
                                    pc = base + 2L * i;
                                    continue reenter;
                                case Op.LUI:
                                    x[rd(insn)] = immediate(insn);
                                    break next;
                                case Op.AUIPC:
                                    x[rd(insn)] = base + 2L * i + immediate(insn);
                                    break next;
                                case Op.JAL:
                                    x[rd(insn)] = base + 2L * (i + length(insn));
                                    break jump;
                                case Op.JALR:
                                    pc = x[rs1(insn)] + immediate(insn) & -2L;
                                    x[rd(insn)] = base + 2L * (i + length(insn));
                                    if ((pc & Tlb.PAGE_MASK) != base) {
                                        left--;
                                        continue reenter;
                                    }
                                    left--;
                                    i = (int) pc >>> 1 & CodePage.HALFWORDS - 1;
                                    continue execute;
                                case Op.BEQ:
                                    if (x[rs1(insn)] == x[rs2(insn)]) {
                                        break jump;
                                    }
                                    break next;
                                case Op.BNE:
                                    if (x[rs1(insn)] != x[rs2(insn)]) {
                                        break jump;
                                    }
                                    break next;
                                case Op.BLT:
                                    if (x[rs1(insn)] < x[rs2(insn)]) {
                                        break jump;
                                    }
                                    break next;
                                case Op.BGE:
                                    if (x[rs1(insn)] >= x[rs2(insn)]) {
                                        break jump;
                                    }
                                    break next;
                                case Op.BLTU:
                                    if (x[rs1(insn)] + MIN < x[rs2(insn)] + MIN) {
                                        break jump;
                                    }
                                    break next;
                                case Op.BGEU:
                                    if (x[rs1(insn)] + MIN >= x[rs2(insn)] + MIN) {
                                        break jump;
                                    }
                                    break next;
                                case Op.LB:
                                    {
                                        long address = x[rs1(insn)] + immediate(insn);
                                        int slot = (int) (address >>> Tlb.PAGE_SHIFT) & Tlb.MASK;
                                        if (loadTags[slot] != (address & Tlb.PAGE_MASK)) {
                                            break slow;
                                        }
                                        x[rd(insn)] =
                                                HostMemory.getByte(address + loadAddends[slot]);
                                        break next;
                                    }
                                case Op.LH:
                                    {
                                        long address = x[rs1(insn)] + immediate(insn);
                                        int slot = (int) (address >>> Tlb.PAGE_SHIFT) & Tlb.MASK;
                                        if (loadTags[slot] != (address + 1 & Tlb.PAGE_MASK)) {
                                            break slow;
                                        }
                                        x[rd(insn)] =
                                                HostMemory.getShort(address + loadAddends[slot]);
                                        break next;
                                    }
                                case Op.LW:
                                    {
                                        long address = x[rs1(insn)] + immediate(insn);
                                        int slot = (int) (address >>> Tlb.PAGE_SHIFT) & Tlb.MASK;
                                        if (loadTags[slot] != (address + 3 & Tlb.PAGE_MASK)) {
                                            break slow;
                                        }
                                        x[rd(insn)] =
                                                HostMemory.getInt(address + loadAddends[slot]);
                                        break next;
                                    }
                                case Op.LD:
                                    {
                                        long address = x[rs1(insn)] + immediate(insn);
                                        int slot = (int) (address >>> Tlb.PAGE_SHIFT) & Tlb.MASK;
                                        if (loadTags[slot] != (address + 7 & Tlb.PAGE_MASK)) {
                                            break slow;
                                        }
                                        x[rd(insn)] =
                                                HostMemory.getLong(address + loadAddends[slot]);
                                        break next;
                                    }
                                case Op.LBU:
                                    {
                                        long address = x[rs1(insn)] + immediate(insn);
                                        int slot = (int) (address >>> Tlb.PAGE_SHIFT) & Tlb.MASK;
                                        if (loadTags[slot] != (address & Tlb.PAGE_MASK)) {
                                            break slow;
                                        }
                                        x[rd(insn)] =
                                                HostMemory.getByte(address + loadAddends[slot])
                                                        & 0xff;
                                        break next;
                                    }
                                case Op.LHU:
                                    {
                                        long address = x[rs1(insn)] + immediate(insn);
                                        int slot = (int) (address >>> Tlb.PAGE_SHIFT) & Tlb.MASK;
                                        if (loadTags[slot] != (address + 1 & Tlb.PAGE_MASK)) {
                                            break slow;
                                        }
                                        x[rd(insn)] =
                                                HostMemory.getShort(address + loadAddends[slot])
                                                        & 0xffff;
                                        break next;
                                    }
                                case Op.LWU:
                                    {
                                        long address = x[rs1(insn)] + immediate(insn);
                                        int slot = (int) (address >>> Tlb.PAGE_SHIFT) & Tlb.MASK;
                                        if (loadTags[slot] != (address + 3 & Tlb.PAGE_MASK)) {
                                            break slow;
                                        }
                                        x[rd(insn)] =
                                                HostMemory.getInt(address + loadAddends[slot])
                                                        & 0xffff_ffffL;
                                        break next;
                                    }
                                case Op.SB:
                                    {
                                        long address = x[rs1(insn)] + immediate(insn);
                                        int slot = (int) (address >>> Tlb.PAGE_SHIFT) & Tlb.MASK;
                                        if (storeTags[slot] != (address & Tlb.PAGE_MASK)) {
                                            break slow;
                                        }
                                        HostMemory.putByte(
                                                address + storeAddends[slot], (byte) x[rs2(insn)]);
                                        break next;
                                    }
                                case Op.SH:
                                    {
                                        long address = x[rs1(insn)] + immediate(insn);
                                        int slot = (int) (address >>> Tlb.PAGE_SHIFT) & Tlb.MASK;
                                        if (storeTags[slot] != (address + 1 & Tlb.PAGE_MASK)) {
                                            break slow;
                                        }
                                        HostMemory.putShort(
                                                address + storeAddends[slot], (short) x[rs2(insn)]);
                                        break next;
                                    }
                                case Op.SW:
                                    {
                                        long address = x[rs1(insn)] + immediate(insn);
                                        int slot = (int) (address >>> Tlb.PAGE_SHIFT) & Tlb.MASK;
                                        if (storeTags[slot] != (address + 3 & Tlb.PAGE_MASK)) {
                                            break slow;
                                        }
                                        HostMemory.putInt(
                                                address + storeAddends[slot], (int) x[rs2(insn)]);
                                        break next;
                                    }
                                case Op.SD:
                                    {
                                        long address = x[rs1(insn)] + immediate(insn);
                                        int slot = (int) (address >>> Tlb.PAGE_SHIFT) & Tlb.MASK;
                                        if (storeTags[slot] != (address + 7 & Tlb.PAGE_MASK)) {
                                            break slow;
                                        }
                                        HostMemory.putLong(
                                                address + storeAddends[slot], x[rs2(insn)]);
                                        break next;
                                    }
                                case Op.FENCE:
                                    break next;
                                case Op.ADDI:
                                    x[rd(insn)] = x[rs1(insn)] + immediate(insn);
                                    break next;
                                case Op.SLTI:
                                    x[rd(insn)] = x[rs1(insn)] < immediate(insn) ? 1 : 0;
                                    break next;
                                case Op.SLTIU:
                                    x[rd(insn)] =
                                            x[rs1(insn)] + MIN < immediate(insn) + MIN ? 1 : 0;
                                    break next;
                                case Op.XORI:
                                    x[rd(insn)] = x[rs1(insn)] ^ immediate(insn);
                                    break next;
                                case Op.ORI:
                                    x[rd(insn)] = x[rs1(insn)] | immediate(insn);
                                    break next;
                                case Op.ANDI:
                                    x[rd(insn)] = x[rs1(insn)] & immediate(insn);
                                    break next;
                                case Op.SLLI:
                                    x[rd(insn)] = x[rs1(insn)] << immediate(insn);
                                    break next;
                                case Op.SRLI:
                                    x[rd(insn)] = x[rs1(insn)] >>> immediate(insn);
                                    break next;
                                case Op.SRAI:
                                    x[rd(insn)] = x[rs1(insn)] >> immediate(insn);
                                    break next;
                                case Op.ADD:
                                    x[rd(insn)] = x[rs1(insn)] + x[rs2(insn)];
                                    break next;
                                case Op.SUB:
                                    x[rd(insn)] = x[rs1(insn)] - x[rs2(insn)];
                                    break next;
                                case Op.SLL:
                                    x[rd(insn)] = x[rs1(insn)] << x[rs2(insn)];
                                    break next;
                                case Op.SLT:
                                    x[rd(insn)] = x[rs1(insn)] < x[rs2(insn)] ? 1 : 0;
                                    break next;
                                case Op.SLTU:
                                    x[rd(insn)] = x[rs1(insn)] + MIN < x[rs2(insn)] + MIN ? 1 : 0;
                                    break next;
                                case Op.XOR:
                                    x[rd(insn)] = x[rs1(insn)] ^ x[rs2(insn)];
                                    break next;
                                case Op.SRL:
                                    x[rd(insn)] = x[rs1(insn)] >>> x[rs2(insn)];
                                    break next;
                                case Op.SRA:
                                    x[rd(insn)] = x[rs1(insn)] >> x[rs2(insn)];
                                    break next;
                                case Op.OR:
                                    x[rd(insn)] = x[rs1(insn)] | x[rs2(insn)];
                                    break next;
                                case Op.AND:
                                    x[rd(insn)] = x[rs1(insn)] & x[rs2(insn)];
                                    break next;
                                case Op.ADDIW:
                                    x[rd(insn)] = (int) x[rs1(insn)] + immediate(insn);
                                    break next;
                                case Op.SLLIW:
                                    x[rd(insn)] = (int) x[rs1(insn)] << immediate(insn);
                                    break next;
                                case Op.SRLIW:
                                    x[rd(insn)] = (int) x[rs1(insn)] >>> immediate(insn);
                                    break next;
                                case Op.SRAIW:
                                    x[rd(insn)] = (int) x[rs1(insn)] >> immediate(insn);
                                    break next;
                                case Op.ADDW:
                                    x[rd(insn)] = (int) x[rs1(insn)] + (int) x[rs2(insn)];
                                    break next;
                                case Op.SUBW:
                                    x[rd(insn)] = (int) x[rs1(insn)] - (int) x[rs2(insn)];
                                    break next;
                                case Op.SLLW:
                                    x[rd(insn)] = (int) x[rs1(insn)] << (int) x[rs2(insn)];
                                    break next;
                                case Op.SRLW:
                                    x[rd(insn)] = (int) x[rs1(insn)] >>> (int) x[rs2(insn)];
                                    break next;
                                case Op.SRAW:
                                    x[rd(insn)] = (int) x[rs1(insn)] >> (int) x[rs2(insn)];
                                    break next;
                                case Op.MUL:
                                    x[rd(insn)] = x[rs1(insn)] * x[rs2(insn)];
                                    break next;
                                case Op.MULH:
                                    x[rd(insn)] = Math.multiplyHigh(x[rs1(insn)], x[rs2(insn)]);
                                    break next;
                                case Op.MULHU:
                                    x[rd(insn)] =
                                            Math.unsignedMultiplyHigh(x[rs1(insn)], x[rs2(insn)]);
                                    break next;
                                case Op.MULHSU:
                                    x[rd(insn)] =
                                            Division.multiplyHighSignedUnsigned(
                                                    x[rs1(insn)], x[rs2(insn)]);
                                    break next;
                                case Op.DIV:
                                    x[rd(insn)] = Division.quotient(x[rs1(insn)], x[rs2(insn)]);
                                    break next;
                                case Op.DIVU:
                                    x[rd(insn)] =
                                            Division.unsignedQuotient(x[rs1(insn)], x[rs2(insn)]);
                                    break next;
                                case Op.REM:
                                    x[rd(insn)] = Division.remainder(x[rs1(insn)], x[rs2(insn)]);
                                    break next;
                                case Op.REMU:
                                    x[rd(insn)] =
                                            Division.unsignedRemainder(x[rs1(insn)], x[rs2(insn)]);
                                    break next;
                                case Op.MULW:
                                    x[rd(insn)] = (int) x[rs1(insn)] * (int) x[rs2(insn)];
                                    break next;
                                case Op.DIVW:
                                    x[rd(insn)] =
                                            Division.quotient(
                                                    (int) x[rs1(insn)], (int) x[rs2(insn)]);
                                    break next;
                                case Op.DIVUW:
                                    x[rd(insn)] =
                                            Division.unsignedQuotient(
                                                    (int) x[rs1(insn)], (int) x[rs2(insn)]);
                                    break next;
                                case Op.REMW:
                                    x[rd(insn)] =
                                            Division.remainder(
                                                    (int) x[rs1(insn)], (int) x[rs2(insn)]);
                                    break next;
                                case Op.REMUW:
                                    x[rd(insn)] =
                                            Division.unsignedRemainder(
                                                    (int) x[rs1(insn)], (int) x[rs2(insn)]);
                                    break next;
                                default:
                                    break slow;
                            }
                        }
                        hart.pc = base + 2L * i;
                        hart.left = left;
                        switch (groups.execute(insn)) {
                            case Outcome.NEXT:
                                break next;
                            case Outcome.REPEAT:
                                continue execute;
                            case Outcome.RELOAD:
                                left--;
                                pc = base + 2L * (i + length(insn));
                                continue reenter;
                            case Outcome.JUMP:
                                left--;
                                pc = hart.pc;
                                continue reenter;
                            case Outcome.LEAVE:
                                hart.left = left - 1;
                                return;
                            case Outcome.STRADDLE:
                                code = hart.fetch.straddling();
                                continue execute;
                            default:
                                left--;
                                hart.takeTrap();
                                pc = hart.pc;
                                continue reenter;
                        }
                    }
                    left--;
                    i += immediate(insn) >> 1;
                    if ((i & -CodePage.HALFWORDS) != 0) {
                        pc = base + 2L * i;
                        continue reenter;
                    }
                    continue execute;
                }
                left--;
                i += length(insn);
            }
            pc = base + 2L * i;
        }
        hart.left = left;
        hart.pc = pc;
    }
}
