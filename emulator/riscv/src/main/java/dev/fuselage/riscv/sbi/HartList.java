package dev.fuselage.riscv.sbi;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.riscv.Cause;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;
import java.util.BitSet;

/**
 * The harts that a call is for: "hart list parameter" (SBI 3.0, 3.1) and the masks in memory of the
 * legacy calls. Go through it with {@link #next}.
 */
final class HartList {
    private static final long ALL = -1;

    private final Harts harts;
    private final GuestMemory memory;
    private final BitSet chosen;

    HartList(Harts harts, GuestMemory memory) {
        this.harts = harts;
        this.memory = memory;
        this.chosen = new BitSet(harts.count());
    }

    /** The first chosen hart whose number is at least this; -1 if there is none. */
    int next(int from) {
        return chosen.nextSetBit(from);
    }

    /** Chooses all harts. */
    void chooseAll() {
        chosen.set(0, harts.count());
    }

    /**
     * Chooses the harts of {@code mask}, whose bit 0 is hart {@code base}.
     *
     * @return false if one of them does not exist; the call is invalid then
     */
    boolean choose(long mask, long base) {
        if (base == ALL) {
            chooseAll();
            return true;
        }
        chosen.clear();
        if (base < 0 || base >= harts.count()) {
            return false;
        }
        return add(mask, (int) base);
    }

    private boolean add(long mask, int base) {
        int above = harts.count() - base;
        if (above < Long.SIZE && mask >>> above != 0) {
            return false;
        }
        for (long left = mask; left != 0; left &= left - 1) {
            chosen.set(base + Long.numberOfTrailingZeros(left));
        }
        return true;
    }

    /**
     * Chooses the harts of the mask at a virtual address, all if it is 0. Bits of harts that do not
     * exist are ignored. A fault is the caller's, as if its ECALL had loaded from there (SBI 3.0,
     * 5).
     *
     * @return false if the caller takes such a fault
     */
    boolean chooseAt(long address, Hart caller) {
        if (address == 0) {
            chooseAll();
            return true;
        }
        chosen.clear();
        for (int base = 0; base < harts.count(); base += Long.SIZE) {
            long mask = 0;
            // By bytes, since the address need not be aligned and pages need not be adjacent.
            for (int i = 0; i < Long.BYTES; i++) {
                long place = address + base / Byte.SIZE + i;
                long physical = caller.physicalAddress(place);
                if (physical == -1 || !memory.isMemory(physical, 1)) {
                    caller.takeCallFault(
                            physical == -1 ? Cause.LOAD_PAGE_FAULT : Cause.LOAD_ACCESS_FAULT,
                            place);
                    return false;
                }
                mask |= (long) memory.read8(physical) << (Byte.SIZE * i);
            }
            int above = harts.count() - base;
            add(above < Long.SIZE ? mask & (1L << above) - 1 : mask, base);
        }
        return true;
    }
}
