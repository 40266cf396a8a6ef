package dev.fuselage.riscv;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pages of code of a machine by physical address, shared by its harts. Bounded: when it is
 * full, it starts again with the pages it has.
 */
final class CodeCache implements Snapshotted {
    /** 4,096 pages, that is 16 MiB of guest code, take 100 MiB of heap. */
    static final int CAPACITY = 4096;

    private static final int SLOTS = 2 * CAPACITY;

    private final GuestMemory memory;
    private final Hart[] harts;
    private final Breakpoints breakpoints;

    /** Open addressing, linear probing; as many slots again as pages. */
    private final @Nullable CodePage[] slots = new @Nullable CodePage[SLOTS];

    private final @Nullable CodePage[] spare = new @Nullable CodePage[CAPACITY];
    private int spares;
    private int used;
    private long epoch;

    CodeCache(GuestMemory memory, Hart[] harts) {
        this.memory = memory;
        this.harts = harts;
        this.breakpoints = new Breakpoints(harts);
    }

    /** What is planted into the code. */
    Breakpoints breakpoints() {
        return breakpoints;
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
                breakpoints.plantAgain();
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
        CodePage page = put(physical);
        page.fill(memory.address(physical, GuestMemory.PAGE_SIZE));
        return page;
    }

    /** Puts a page of no content yet where there is room for it. */
    private CodePage put(long physical) {
        CodePage page;
        if (spares > 0) {
            page = Objects.requireNonNull(spare[--spares]);
        } else {
            page = new CodePage();
        }
        page.physical = physical;
        page.epoch = epoch;
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

    /**
     * Writes which pages there are and the bytes of those that differ from memory. Cached code is
     * state: until FENCE.I a hart may execute what memory no longer holds, and when the cache is
     * full, harts translate addresses again, which leaves traces in page tables.
     */
    @Override
    public void save(SnapshotWriter to) {
        long[] pages =
                Arrays.stream(slots)
                        .filter(Objects::nonNull)
                        .mapToLong(page -> page.physical)
                        .sorted()
                        .toArray();
        to.putLongs(pages);
        for (long physical : pages) {
            CodePage page = Objects.requireNonNull(slots[slot(physical)]);
            to.putBoolean(page.epoch == epoch);
            boolean asMemory =
                    memory.isMemory(physical, GuestMemory.PAGE_SIZE)
                            && page.isSame(memory.address(physical, GuestMemory.PAGE_SIZE));
            to.putBoolean(asMemory);
            if (!asMemory) {
                page.save(to);
            }
        }
    }

    /** To be called once memory has loaded. */
    @Override
    public void load(SnapshotReader from) {
        long[] pages = from.getLongs();
        if (pages.length > CAPACITY) {
            throw from.notAsExpected();
        }
        startAgain();
        for (long physical : pages) {
            if (physical % GuestMemory.PAGE_SIZE != 0 || slots[slot(physical)] != null) {
                throw from.notAsExpected();
            }
            CodePage page = put(physical);
            page.epoch = from.getBoolean() ? epoch : epoch - 1;
            if (!from.getBoolean()) {
                page.load(from);
            } else if (memory.isMemory(physical, GuestMemory.PAGE_SIZE)) {
                page.fill(memory.address(physical, GuestMemory.PAGE_SIZE));
            } else {
                throw from.notAsExpected();
            }
        }
    }

    /** The page at a physical address as it is cached, whatever memory holds; null if it is not. */
    @Nullable CodePage cached(long physical) {
        return slots[slot(physical)];
    }
}
