package dev.fuselage.riscv;

import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.riscv.decode.Op;
import dev.fuselage.riscv.decode.Packed;
import org.jspecify.annotations.Nullable;

/**
 * Executes predecoded instructions. The inner loop holds what an integer program does all the time:
 * arithmetic, jumps within the page, and loads and stores that hit in the TLB. Everything else goes
 * to {@link Groups} by way of {@link Outcome}.
 *
 * <p>The loop is one method because its locals are the hart's state that must stay in registers;
 * its bytecode must stay below the 8,000 bytes above which HotSpot does not compile
 * (InterpreterTest holds it to that). Some things about it are there for the compiler's sake:
 *
 * <ul>
 *   <li>Instructions are taken apart in place, since HotSpot stops inlining, even the smallest of
 *       methods, before it has come to the end of so large a one.
 *   <li>Each case loads the packed instruction anew, and the switch is over an array of its own. A
 *       value that more than one case needs is computed before the switch, and taking apart
 *       operands there, needed or not, fills all the registers of the host.
 *   <li>The length of an instruction decides a branch instead of being added. So the host guesses
 *       where the next one is, like every jump, and need not wait until this one is loaded.
 *   <li>All that is not done here is behind one call. HotSpot throws compiled code away when it
 *       takes a way never taken before; so only the ways through this class can cost this method
 *       its code.
 * </ul>
 */
final class Interpreter {
    /** Added to both sides, makes a signed comparison an unsigned one. */
    private static final long MIN = Long.MIN_VALUE;

    // Where a packed instruction has what: see Packed.
    private static final int RD = Packed.RD_SHIFT;
    private static final int RS1 = Packed.RS1_SHIFT;
    private static final int RS2 = Packed.RS2_SHIFT;
    private static final int R = Packed.REGISTERS - 1;
    private static final int LENGTH = Packed.LENGTH_SHIFT;
    private static final long SHORT = 1L << LENGTH;
    private static final int IMMEDIATE = Packed.IMMEDIATE_SHIFT;

    private static final long ENTER_PAGE = Packed.of(Op.ENTER_PAGE, 1);

    private final Hart hart;
    private final Groups groups;

    Interpreter(Hart hart) {
        this.hart = hart;
        this.groups = new Groups(hart);
    }

    /**
     * Executes at most {@code hart.left} instructions from hart.pc and leaves in both how far it
     * got. An instruction that traps counts as one.
     *
     * @return {@link Outcome#NEXT}; or early {@link Outcome#LEAVE} after an instruction that may
     *     have made an interrupt deliverable or has touched a device, {@link Outcome#STOP} before
     *     one at which a debugger wants to stop
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
    int run() {
        final long[] x = hart.x;
        int left = hart.left;
        long pc = hart.pc;
        reload:
        while (left > 0) {
            final Tlb fetches = hart.mmu.code;
            final long[] fetchTags = fetches.fetchTags;
            final @Nullable CodePage[] fetchPages = fetches.fetchPages;
            final long[] tlb = hart.mmu.data.entries;
            reenter:
            while (left > 0) {
                final long base = pc & Tlb.PAGE_MASK;
                int slot = Tlb.slot(pc);
                CodePage page = fetchPages[slot];
                if (fetchTags[slot] != base || page == null) {
                    hart.pc = pc;
                    hart.left = left;
                    if (groups.execute(ENTER_PAGE) == Outcome.REPEAT) {
                        continue;
                    }
                    left--;
                    pc = hart.pc;
                    continue reload;
                }
                short[] ops = page.ops;
                long[] code = page.code;
                int i = (int) pc >>> 1 & CodePage.HALFWORDS - 1;
                execute:
                while (left > 0) {
                    long insn;
                    next:
                    {
                        jump:
                        {
                            slow:
                            {
                                switch (ops[i]) {
                                    case Op.LEAVE_PAGE:
                                        pc = base + 2L * i;
                                        continue reenter;
                                    case Op.LUI:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] = (int) (insn >> IMMEDIATE);
                                        break next;
                                    case Op.AUIPC:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                base + 2L * i + (int) (insn >> IMMEDIATE);
                                        break next;
                                    case Op.JAL:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                base + 2L * (i + ((int) insn >>> LENGTH & 3));
                                        break jump;
                                    case Op.JALR:
                                        insn = code[i];
                                        pc =
                                                x[(int) insn >>> RS1 & R]
                                                                + (int) (insn >> IMMEDIATE)
                                                        & -2L;
                                        x[(int) insn >>> RD & R] =
                                                base + 2L * (i + ((int) insn >>> LENGTH & 3));
                                        if ((pc & Tlb.PAGE_MASK) != base) {
                                            left--;
                                            continue reenter;
                                        }
                                        left--;
                                        i = (int) pc >>> 1 & CodePage.HALFWORDS - 1;
                                        continue execute;
                                    case Op.BEQ:
                                        insn = code[i];
                                        if (x[(int) insn >>> RS1 & R]
                                                == x[(int) insn >>> RS2 & R]) {
                                            break jump;
                                        }
                                        break next;
                                    case Op.BNE:
                                        insn = code[i];
                                        if (x[(int) insn >>> RS1 & R]
                                                != x[(int) insn >>> RS2 & R]) {
                                            break jump;
                                        }
                                        break next;
                                    case Op.BLT:
                                        insn = code[i];
                                        if (x[(int) insn >>> RS1 & R] < x[(int) insn >>> RS2 & R]) {
                                            break jump;
                                        }
                                        break next;
                                    case Op.BGE:
                                        insn = code[i];
                                        if (x[(int) insn >>> RS1 & R]
                                                >= x[(int) insn >>> RS2 & R]) {
                                            break jump;
                                        }
                                        break next;
                                    case Op.BLTU:
                                        insn = code[i];
                                        if (x[(int) insn >>> RS1 & R] + MIN
                                                < x[(int) insn >>> RS2 & R] + MIN) {
                                            break jump;
                                        }
                                        break next;
                                    case Op.BGEU:
                                        insn = code[i];
                                        if (x[(int) insn >>> RS1 & R] + MIN
                                                >= x[(int) insn >>> RS2 & R] + MIN) {
                                            break jump;
                                        }
                                        break next;
                                    case Op.LB:
                                        insn = code[i];
                                        {
                                            long address =
                                                    x[(int) insn >>> RS1 & R]
                                                            + (int) (insn >> IMMEDIATE);
                                            int entry = Tlb.entry(address);
                                            if (tlb[entry] != (address & Tlb.PAGE_MASK)) {
                                                break slow;
                                            }
                                            x[(int) insn >>> RD & R] =
                                                    HostMemory.getByte(
                                                            address + tlb[entry + Tlb.LOAD_ADDEND]);
                                            break next;
                                        }
                                    case Op.LH:
                                        insn = code[i];
                                        {
                                            long address =
                                                    x[(int) insn >>> RS1 & R]
                                                            + (int) (insn >> IMMEDIATE);
                                            int entry = Tlb.entry(address);
                                            if (tlb[entry] != (address + 1 & Tlb.PAGE_MASK)) {
                                                break slow;
                                            }
                                            x[(int) insn >>> RD & R] =
                                                    HostMemory.getShort(
                                                            address + tlb[entry + Tlb.LOAD_ADDEND]);
                                            break next;
                                        }
                                    case Op.LW:
                                        insn = code[i];
                                        {
                                            long address =
                                                    x[(int) insn >>> RS1 & R]
                                                            + (int) (insn >> IMMEDIATE);
                                            int entry = Tlb.entry(address);
                                            if (tlb[entry] != (address + 3 & Tlb.PAGE_MASK)) {
                                                break slow;
                                            }
                                            x[(int) insn >>> RD & R] =
                                                    HostMemory.getInt(
                                                            address + tlb[entry + Tlb.LOAD_ADDEND]);
                                            break next;
                                        }
                                    case Op.LD:
                                        insn = code[i];
                                        {
                                            long address =
                                                    x[(int) insn >>> RS1 & R]
                                                            + (int) (insn >> IMMEDIATE);
                                            int entry = Tlb.entry(address);
                                            if (tlb[entry] != (address + 7 & Tlb.PAGE_MASK)) {
                                                break slow;
                                            }
                                            x[(int) insn >>> RD & R] =
                                                    HostMemory.getLong(
                                                            address + tlb[entry + Tlb.LOAD_ADDEND]);
                                            break next;
                                        }
                                    case Op.LBU:
                                        insn = code[i];
                                        {
                                            long address =
                                                    x[(int) insn >>> RS1 & R]
                                                            + (int) (insn >> IMMEDIATE);
                                            int entry = Tlb.entry(address);
                                            if (tlb[entry] != (address & Tlb.PAGE_MASK)) {
                                                break slow;
                                            }
                                            x[(int) insn >>> RD & R] =
                                                    HostMemory.getByte(
                                                                    address
                                                                            + tlb[
                                                                                    entry
                                                                                            + Tlb
                                                                                                    .LOAD_ADDEND])
                                                            & 0xff;
                                            break next;
                                        }
                                    case Op.LHU:
                                        insn = code[i];
                                        {
                                            long address =
                                                    x[(int) insn >>> RS1 & R]
                                                            + (int) (insn >> IMMEDIATE);
                                            int entry = Tlb.entry(address);
                                            if (tlb[entry] != (address + 1 & Tlb.PAGE_MASK)) {
                                                break slow;
                                            }
                                            x[(int) insn >>> RD & R] =
                                                    HostMemory.getShort(
                                                                    address
                                                                            + tlb[
                                                                                    entry
                                                                                            + Tlb
                                                                                                    .LOAD_ADDEND])
                                                            & 0xffff;
                                            break next;
                                        }
                                    case Op.LWU:
                                        insn = code[i];
                                        {
                                            long address =
                                                    x[(int) insn >>> RS1 & R]
                                                            + (int) (insn >> IMMEDIATE);
                                            int entry = Tlb.entry(address);
                                            if (tlb[entry] != (address + 3 & Tlb.PAGE_MASK)) {
                                                break slow;
                                            }
                                            x[(int) insn >>> RD & R] =
                                                    HostMemory.getInt(
                                                                    address
                                                                            + tlb[
                                                                                    entry
                                                                                            + Tlb
                                                                                                    .LOAD_ADDEND])
                                                            & 0xffff_ffffL;
                                            break next;
                                        }
                                    case Op.SB:
                                        insn = code[i];
                                        {
                                            long address =
                                                    x[(int) insn >>> RS1 & R]
                                                            + (int) (insn >> IMMEDIATE);
                                            int entry = Tlb.entry(address);
                                            if (tlb[entry + Tlb.STORE]
                                                    != (address & Tlb.PAGE_MASK)) {
                                                break slow;
                                            }
                                            HostMemory.putByte(
                                                    address + tlb[entry + Tlb.STORE_ADDEND],
                                                    (byte) x[(int) insn >>> RS2 & R]);
                                            break next;
                                        }
                                    case Op.SH:
                                        insn = code[i];
                                        {
                                            long address =
                                                    x[(int) insn >>> RS1 & R]
                                                            + (int) (insn >> IMMEDIATE);
                                            int entry = Tlb.entry(address);
                                            if (tlb[entry + Tlb.STORE]
                                                    != (address + 1 & Tlb.PAGE_MASK)) {
                                                break slow;
                                            }
                                            HostMemory.putShort(
                                                    address + tlb[entry + Tlb.STORE_ADDEND],
                                                    (short) x[(int) insn >>> RS2 & R]);
                                            break next;
                                        }
                                    case Op.SW:
                                        insn = code[i];
                                        {
                                            long address =
                                                    x[(int) insn >>> RS1 & R]
                                                            + (int) (insn >> IMMEDIATE);
                                            int entry = Tlb.entry(address);
                                            if (tlb[entry + Tlb.STORE]
                                                    != (address + 3 & Tlb.PAGE_MASK)) {
                                                break slow;
                                            }
                                            HostMemory.putInt(
                                                    address + tlb[entry + Tlb.STORE_ADDEND],
                                                    (int) x[(int) insn >>> RS2 & R]);
                                            break next;
                                        }
                                    case Op.SD:
                                        insn = code[i];
                                        {
                                            long address =
                                                    x[(int) insn >>> RS1 & R]
                                                            + (int) (insn >> IMMEDIATE);
                                            int entry = Tlb.entry(address);
                                            if (tlb[entry + Tlb.STORE]
                                                    != (address + 7 & Tlb.PAGE_MASK)) {
                                                break slow;
                                            }
                                            HostMemory.putLong(
                                                    address + tlb[entry + Tlb.STORE_ADDEND],
                                                    x[(int) insn >>> RS2 & R]);
                                            break next;
                                        }
                                    case Op.FENCE:
                                        insn = code[i];
                                        break next;
                                    case Op.ADDI:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        + (int) (insn >> IMMEDIATE);
                                        break next;
                                    case Op.SLTI:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                                < (int) (insn >> IMMEDIATE)
                                                        ? 1
                                                        : 0;
                                        break next;
                                    case Op.SLTIU:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R] + MIN
                                                                < (int) (insn >> IMMEDIATE) + MIN
                                                        ? 1
                                                        : 0;
                                        break next;
                                    case Op.XORI:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        ^ (int) (insn >> IMMEDIATE);
                                        break next;
                                    case Op.ORI:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        | (int) (insn >> IMMEDIATE);
                                        break next;
                                    case Op.ANDI:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        & (int) (insn >> IMMEDIATE);
                                        break next;
                                    case Op.SLLI:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        << (int) (insn >> IMMEDIATE);
                                        break next;
                                    case Op.SRLI:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        >>> (int) (insn >> IMMEDIATE);
                                        break next;
                                    case Op.SRAI:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        >> (int) (insn >> IMMEDIATE);
                                        break next;
                                    case Op.ADD:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        + x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.SUB:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        - x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.SLL:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        << x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.SLT:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                                < x[(int) insn >>> RS2 & R]
                                                        ? 1
                                                        : 0;
                                        break next;
                                    case Op.SLTU:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R] + MIN
                                                                < x[(int) insn >>> RS2 & R] + MIN
                                                        ? 1
                                                        : 0;
                                        break next;
                                    case Op.XOR:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        ^ x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.SRL:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        >>> x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.SRA:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        >> x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.OR:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        | x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.AND:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        & x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.ADDIW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                (int) x[(int) insn >>> RS1 & R]
                                                        + (int) (insn >> IMMEDIATE);
                                        break next;
                                    case Op.SLLIW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                (int) x[(int) insn >>> RS1 & R]
                                                        << (int) (insn >> IMMEDIATE);
                                        break next;
                                    case Op.SRLIW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                (int) x[(int) insn >>> RS1 & R]
                                                        >>> (int) (insn >> IMMEDIATE);
                                        break next;
                                    case Op.SRAIW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                (int) x[(int) insn >>> RS1 & R]
                                                        >> (int) (insn >> IMMEDIATE);
                                        break next;
                                    case Op.ADDW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                (int) x[(int) insn >>> RS1 & R]
                                                        + (int) x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.SUBW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                (int) x[(int) insn >>> RS1 & R]
                                                        - (int) x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.SLLW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                (int) x[(int) insn >>> RS1 & R]
                                                        << (int) x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.SRLW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                (int) x[(int) insn >>> RS1 & R]
                                                        >>> (int) x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.SRAW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                (int) x[(int) insn >>> RS1 & R]
                                                        >> (int) x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.MUL:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                x[(int) insn >>> RS1 & R]
                                                        * x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.MULH:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                Math.multiplyHigh(
                                                        x[(int) insn >>> RS1 & R],
                                                        x[(int) insn >>> RS2 & R]);
                                        break next;
                                    case Op.MULHU:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                Math.unsignedMultiplyHigh(
                                                        x[(int) insn >>> RS1 & R],
                                                        x[(int) insn >>> RS2 & R]);
                                        break next;
                                    case Op.MULHSU:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                Division.multiplyHighSignedUnsigned(
                                                        x[(int) insn >>> RS1 & R],
                                                        x[(int) insn >>> RS2 & R]);
                                        break next;
                                    case Op.DIV:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                Division.quotient(
                                                        x[(int) insn >>> RS1 & R],
                                                        x[(int) insn >>> RS2 & R]);
                                        break next;
                                    case Op.DIVU:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                Division.unsignedQuotient(
                                                        x[(int) insn >>> RS1 & R],
                                                        x[(int) insn >>> RS2 & R]);
                                        break next;
                                    case Op.REM:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                Division.remainder(
                                                        x[(int) insn >>> RS1 & R],
                                                        x[(int) insn >>> RS2 & R]);
                                        break next;
                                    case Op.REMU:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                Division.unsignedRemainder(
                                                        x[(int) insn >>> RS1 & R],
                                                        x[(int) insn >>> RS2 & R]);
                                        break next;
                                    case Op.MULW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                (int) x[(int) insn >>> RS1 & R]
                                                        * (int) x[(int) insn >>> RS2 & R];
                                        break next;
                                    case Op.DIVW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                Division.quotient(
                                                        (int) x[(int) insn >>> RS1 & R],
                                                        (int) x[(int) insn >>> RS2 & R]);
                                        break next;
                                    case Op.DIVUW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                Division.unsignedQuotient(
                                                        (int) x[(int) insn >>> RS1 & R],
                                                        (int) x[(int) insn >>> RS2 & R]);
                                        break next;
                                    case Op.REMW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                Division.remainder(
                                                        (int) x[(int) insn >>> RS1 & R],
                                                        (int) x[(int) insn >>> RS2 & R]);
                                        break next;
                                    case Op.REMUW:
                                        insn = code[i];
                                        x[(int) insn >>> RD & R] =
                                                Division.unsignedRemainder(
                                                        (int) x[(int) insn >>> RS1 & R],
                                                        (int) x[(int) insn >>> RS2 & R]);
                                        break next;
                                    default:
                                        insn = code[i];
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
                                case Outcome.LEAVE:
                                    hart.left = left - 1;
                                    return Outcome.LEAVE;
                                case Outcome.STOP:
                                    return Outcome.STOP;
                                case Outcome.APART:
                                    ops = hart.fetch.apart().ops;
                                    code = hart.fetch.apart().code;
                                    continue execute;
                                default:
                                    left--;
                                    pc = hart.pc;
                                    continue reload;
                            }
                        }
                        left--;
                        i += (int) (insn >> IMMEDIATE) >> 1;
                        if ((i & -CodePage.HALFWORDS) != 0) {
                            pc = base + 2L * i;
                            continue reenter;
                        }
                        continue execute;
                    }
                    left--;
                    if ((insn & SHORT) != 0) {
                        i++;
                    } else {
                        i += 2;
                    }
                }
                pc = base + 2L * i;
            }
        }
        hart.left = left;
        hart.pc = pc;
        return Outcome.NEXT;
    }
}
