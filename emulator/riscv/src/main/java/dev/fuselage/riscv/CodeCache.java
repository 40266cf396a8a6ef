package dev.fuselage.riscv;

import dev.fuselage.machine.memory.GuestMemory;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pages of code of a machine by physical address, shared by its harts. Bounded: when it is
 * full, it starts again with the pages it has.
 */
final class CodeCache {
    /** 4,096 pages, that is 16 MiB of guest code, take 84 MiB of heap. */
    static final int CAPACITY = 4096;

    private static final int SLOTS = 2 * CAPACITY;

    private final GuestMemory memory;
    private final Hart[] harts;

    /** Open addressing, linear probing; as many slots again as pages. */
    private final @Nullable CodePage[] slots = new @Nullable CodePage[SLOTS];

    private final @Nullable CodePage[] spare = new @Nullable CodePage[CAPACITY];
    private int spares;
    private int used;
    private long epoch;

    CodeCache(GuestMemory memory, Hart[] harts) {
        this.memory = memory;
        this.harts = harts;
    }

    /** From now on every page is compared with memory before it is next used. */
    void distrust() {
        epoch++;
    }

    /** The page at a physical address that is memory. */
    CodePage page(long physical) {
        int slot = slot(physical);
        CodePage page = slots[slot];
        if (page == null) {
            return add(physical);
        }
        if (page.epoch != epoch) {
            long host = memory.address(physical, GuestMemory.PAGE_SIZE);
            if (!page.isSame(host)) {
                page.fill(host);
            }
            page.epoch = epoch;
        }
        return page;
    }

    private int slot(long physical) {
        int slot = (int) (((physical >>> Tlb.PAGE_SHIFT) * 0x9e3779b97f4a7c15L) >>> 51) & SLOTS - 1;
        while (true) {
            CodePage page = slots[slot];
            if (page == null || page.physical == physical) {
                return slot;
            }
            slot = slot + 1 & SLOTS - 1;
        }
    }

    private CodePage add(long physical) {
        if (used == CAPACITY) {
            startAgain();
        }
        CodePage page;
        if (spares > 0) {
            page = Objects.requireNonNull(spare[--spares]);
        } else {
            page = new CodePage();
        }
        page.physical = physical;
        page.epoch = epoch;
        page.fill(memory.address(physical, GuestMemory.PAGE_SIZE));
        slots[slot(physical)] = page;
        used++;
        return page;
    }

    private void startAgain() {
        for (CodePage page : slots) {
            if (page != null) {
                spare[spares++] = page;
            }
        }
        Arrays.fill(slots, null);
        used = 0;
        for (Hart hart : harts) {
            hart.mmu.flushFetches();
        }
    }
}
