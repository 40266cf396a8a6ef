package dev.fuselage.riscv;

import dev.fuselage.riscv.decode.Decoder;
import dev.fuselage.riscv.decode.Op;
import dev.fuselage.riscv.decode.Packed;
import org.jspecify.annotations.Nullable;

/**
 * Instruction words one at a time: for those that end in another page, those under a breakpoint,
 * and for trap values.
 */
final class Fetch {
    private final Hart hart;

    /** Holds one instruction, at the place where it starts. */
    private final CodePage scratch = CodePage.scratch();

    private int occupied = CodePage.HALFWORDS - 1;

    Fetch(Hart hart) {
        this.hart = hart;
    }

    /** The page in which the instruction at hart.pc that was set apart can be executed. */
    CodePage apart() {
        return scratch;
    }

    /** Decodes the instruction at hart.pc, which ends in the next page. */
    int straddle() {
        int word = word();
        if (hart.traps.isPending()) {
            return Outcome.TRAP;
        }
        return setApart(CodePage.HALFWORDS - 1, Decoder.decode(word));
    }

    private int setApart(int index, long instruction) {
        scratch.set(occupied, Packed.of(Op.LEAVE_PAGE, 1));
        scratch.set(index, instruction);
        occupied = index;
        return Outcome.APART;
    }

    /** Stops at the breakpoint at hart.pc, or executes what is really there. */
    int breakpoint() {
        if (hart.debug.stopsAtBreakpoint()) {
            return Outcome.STOP;
        }
        CodePage page = hart.mmu.fetchPage(hart.pc);
        if (page == null) {
            return Outcome.TRAP;
        }
        int index = CodePage.index(hart.pc);
        if (!hart.cache.breakpoints().isAtOffset(hart.pc)) {
            page.clear(index);
            return Outcome.REPEAT;
        }
        long instruction = page.decoded(index);
        return Packed.op(instruction) == Op.STRADDLING ? straddle() : setApart(index, instruction);
    }

    /** The instruction word at hart.pc, zero-extended if it has 16 bits. */
    int word() {
        int low = halfword(hart.pc);
        if (hart.traps.isPending() || Decoder.isCompressed(low)) {
            return low;
        }
        return low | halfword(hart.pc + 2) << 16;
    }

    private int halfword(long address) {
        @Nullable CodePage page = hart.mmu.fetchPage(address);
        return page == null ? 0 : page.halfword((int) (address & 0xfff) >>> 1);
    }
}
