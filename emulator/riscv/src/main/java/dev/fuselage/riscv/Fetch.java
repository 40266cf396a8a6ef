package dev.fuselage.riscv;

import dev.fuselage.riscv.decode.Decoder;
import org.jspecify.annotations.Nullable;

/** Instruction words one at a time: for those that end in another page, and for trap values. */
final class Fetch {
    private final Hart hart;

    /** Holds the instruction that straddles, at the place where it starts. */
    private final CodePage scratch = CodePage.scratch();

    Fetch(Hart hart) {
        this.hart = hart;
    }

    /** The page in which the straddling instruction at hart.pc can be executed. */
    CodePage straddling() {
        return scratch;
    }

    /** Decodes the instruction at hart.pc, which ends in the next page. */
    int straddle() {
        int word = word();
        if (hart.traps.isPending()) {
            return Outcome.TRAP;
        }
        scratch.set(CodePage.HALFWORDS - 1, Decoder.decode(word));
        return Outcome.STRADDLE;
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
