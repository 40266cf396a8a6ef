package dev.fuselage.riscv;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Translations that need no further check, for one way of looking at memory (user, supervisor,
 * supervisor that may touch user pages, machine). Direct-mapped, a page an entry, apart for loads,
 * stores and fetches: an entry is there only if that access is allowed, so that a look-up is one
 * comparison. Pages of registers never get in.
 *
 * <p>A tag is the virtual address of the page. Added to the virtual address, the addend gives the
 * host's address of the same byte.
 */
final class Tlb {
    static final int SIZE = 512;
    static final int MASK = SIZE - 1;
    static final int PAGE_SHIFT = 12;
    static final long PAGE_MASK = -1L << PAGE_SHIFT;

    private static final int GIGABYTE_SHIFT = 30;

    /** The tag of an empty entry: not the address of a page. */
    private static final long EMPTY = 1;

    /** Of {@link #entries}: where an entry keeps its addend for loads. */
    static final int LOAD_ADDEND = 1;

    /** Where it keeps its tag for stores. */
    static final int STORE = 2;

    /** Where it keeps its addend for stores. */
    static final int STORE_ADDEND = 3;

    private static final int ENTRY_SHIFT = 2;

    /** Four longs an entry: tag and addend for loads, tag and addend for stores. */
    final long[] entries = new long[SIZE << ENTRY_SHIFT];

    /** Set in the tag of a page for data of which a debugger watches a part. */
    static final long WATCHED = 2;

    final long[] fetchTags = empty();
    final @Nullable CodePage[] fetchPages = new @Nullable CodePage[SIZE];

    /** Bits of the address below the leaf page table entry that each translation came from. */
    private final byte[] loadShifts = new byte[SIZE];

    private final byte[] storeShifts = new byte[SIZE];
    private final byte[] fetchShifts = new byte[SIZE];

    private final Watchpoints watchpoints;

    private boolean hasData;
    private boolean hasCode;

    /**
     * Which parts of the address space may have translations from leaves larger than a page: bit n
     * stands for all addresses whose bits 35:30 are n.
     */
    private long large;

    Tlb(Watchpoints watchpoints) {
        this.watchpoints = watchpoints;
        clearData();
    }

    private void clearData() {
        for (int entry = 0; entry < entries.length; entry += 1 << ENTRY_SHIFT) {
            entries[entry] = EMPTY;
            entries[entry + STORE] = EMPTY;
        }
    }

    private static long[] empty() {
        long[] tags = new long[SIZE];
        Arrays.fill(tags, EMPTY);
        return tags;
    }

    static int slot(long address) {
        return (int) (address >>> PAGE_SHIFT) & MASK;
    }

    /** Where the entry for an address starts in {@link #entries}. */
    static int entry(long address) {
        return (int) (address >>> (PAGE_SHIFT - ENTRY_SHIFT)) & (MASK << ENTRY_SHIFT);
    }

    void addLoad(long address, long host, int shift) {
        int entry = entry(address);
        entries[entry] = (address & PAGE_MASK) | watchpoints.mark(address);
        entries[entry + LOAD_ADDEND] = host - address;
        loadShifts[slot(address)] = (byte) shift;
        hasData = true;
        noteSize(address, shift);
    }

    void addStore(long address, long host, int shift) {
        int entry = entry(address);
        entries[entry + STORE] = (address & PAGE_MASK) | watchpoints.mark(address);
        entries[entry + STORE_ADDEND] = host - address;
        storeShifts[slot(address)] = (byte) shift;
        hasData = true;
        noteSize(address, shift);
    }

    void addFetch(long address, CodePage page, int shift) {
        int slot = slot(address);
        fetchTags[slot] = address & PAGE_MASK;
        fetchPages[slot] = page;
        fetchShifts[slot] = (byte) shift;
        hasCode = true;
        noteSize(address, shift);
    }

    private void noteSize(long address, int shift) {
        if (shift > PAGE_SHIFT) {
            large |= shift > GIGABYTE_SHIFT ? -1 : 1L << (address >>> GIGABYTE_SHIFT);
        }
    }

    /** Follows the watchpoints. */
    void markWatched() {
        for (int tag = 0; tag < entries.length; tag += STORE) {
            if (entries[tag] != EMPTY) {
                long page = entries[tag] & PAGE_MASK;
                entries[tag] = page | watchpoints.mark(page);
            }
        }
    }

    /** Plants a breakpoint into the page of code at its address. */
    void plant(long address) {
        int slot = slot(address);
        CodePage page = fetchPages[slot];
        if (page != null && fetchTags[slot] == (address & PAGE_MASK)) {
            page.plant(CodePage.index(address));
        }
    }

    void flush() {
        large = 0;
        if (hasData) {
            clearData();
            hasData = false;
        }
        flushFetches();
    }

    void flushFetches() {
        if (hasCode) {
            Arrays.fill(fetchTags, EMPTY);
            hasCode = false;
        }
    }

    /** Forgets everything that came from the leaf entry which maps this address. */
    void flush(long address) {
        if ((large >>> (address >>> GIGABYTE_SHIFT) & 1) == 0) {
            flush(slot(address), address);
            return;
        }
        for (int slot = 0; slot < SIZE; slot++) {
            flush(slot, address);
        }
    }

    private void flush(int slot, long address) {
        int entry = slot << ENTRY_SHIFT;
        if ((entries[entry] ^ address) >>> loadShifts[slot] == 0) {
            entries[entry] = EMPTY;
        }
        if ((entries[entry + STORE] ^ address) >>> storeShifts[slot] == 0) {
            entries[entry + STORE] = EMPTY;
        }
        if ((fetchTags[slot] ^ address) >>> fetchShifts[slot] == 0) {
            fetchTags[slot] = EMPTY;
        }
    }

    /** Writes every translation with the guest's address in place of the host's. */
    void save(GuestMemory memory, SnapshotWriter to) {
        for (int slot = 0; slot < SIZE; slot++) {
            int entry = slot << ENTRY_SHIFT;
            save(entry, loadShifts[slot], memory, to);
            save(entry + STORE, storeShifts[slot], memory, to);
            CodePage page = fetchPages[slot];
            boolean isCode = page != null && fetchTags[slot] != EMPTY;
            to.putBoolean(isCode);
            if (page != null && isCode) {
                to.putLong(fetchTags[slot]);
                to.putLong(page.physical);
                to.putByte(fetchShifts[slot]);
            }
        }
    }

    private void save(int place, byte shift, GuestMemory memory, SnapshotWriter to) {
        long tag = entries[place];
        to.putBoolean(tag != EMPTY);
        if (tag != EMPTY) {
            long address = tag & PAGE_MASK;
            to.putLong(address);
            to.putLong(memory.guestAddress(address + entries[place + LOAD_ADDEND]));
            to.putByte(shift);
        }
    }

    /** Takes over what {@link #save} wrote, once memory and cached code have loaded. */
    void load(GuestMemory memory, CodeCache cache, SnapshotReader from) {
        flush();
        for (int slot = 0; slot < SIZE; slot++) {
            if (from.getBoolean()) {
                addLoad(tag(slot, from), page(memory, from), shift(from));
            }
            if (from.getBoolean()) {
                addStore(tag(slot, from), page(memory, from), shift(from));
            }
            if (from.getBoolean()) {
                long address = tag(slot, from);
                CodePage page = cache.cached(from.getLong());
                if (page == null) {
                    throw from.notAsExpected();
                }
                addFetch(address, page, shift(from));
            }
        }
    }

    private static long tag(int slot, SnapshotReader from) {
        long tag = from.getLong();
        if (slot(tag) != slot || (tag & ~PAGE_MASK) != 0) {
            throw from.notAsExpected();
        }
        return tag;
    }

    /** The host's address of a page of memory. */
    private static long page(GuestMemory memory, SnapshotReader from) {
        long physical = from.getLong();
        if ((physical & ~PAGE_MASK) != 0 || !memory.isMemory(physical, GuestMemory.PAGE_SIZE)) {
            throw from.notAsExpected();
        }
        return memory.address(physical, GuestMemory.PAGE_SIZE);
    }

    private static int shift(SnapshotReader from) {
        byte shift = from.getByte();
        if (shift < PAGE_SHIFT || shift >= Long.SIZE) {
            throw from.notAsExpected();
        }
        return shift;
    }
}
