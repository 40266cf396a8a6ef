package dev.fuselage.riscv;

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

    /** The tag of an empty entry: not the address of a page. */
    private static final long EMPTY = 1;

    final long[] loadTags = empty();
    final long[] loadAddends = new long[SIZE];
    final long[] storeTags = empty();
    final long[] storeAddends = new long[SIZE];
    final long[] fetchTags = empty();
    final @Nullable CodePage[] fetchPages = new @Nullable CodePage[SIZE];

    /** Bits of the address below the leaf page table entry that each translation came from. */
    private final byte[] loadShifts = new byte[SIZE];

    private final byte[] storeShifts = new byte[SIZE];
    private final byte[] fetchShifts = new byte[SIZE];

    private boolean hasData;
    private boolean hasCode;

    private static long[] empty() {
        long[] tags = new long[SIZE];
        Arrays.fill(tags, EMPTY);
        return tags;
    }

    static int slot(long address) {
        return (int) (address >>> PAGE_SHIFT) & MASK;
    }

    void addLoad(long address, long host, int shift) {
        int slot = slot(address);
        loadTags[slot] = address & PAGE_MASK;
        loadAddends[slot] = host - address;
        loadShifts[slot] = (byte) shift;
        hasData = true;
    }

    void addStore(long address, long host, int shift) {
        int slot = slot(address);
        storeTags[slot] = address & PAGE_MASK;
        storeAddends[slot] = host - address;
        storeShifts[slot] = (byte) shift;
        hasData = true;
    }

    void addFetch(long address, CodePage page, int shift) {
        int slot = slot(address);
        fetchTags[slot] = address & PAGE_MASK;
        fetchPages[slot] = page;
        fetchShifts[slot] = (byte) shift;
        hasCode = true;
    }

    void flush() {
        if (hasData) {
            Arrays.fill(loadTags, EMPTY);
            Arrays.fill(storeTags, EMPTY);
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
        if (hasData) {
            flush(loadTags, loadShifts, address);
            flush(storeTags, storeShifts, address);
        }
        if (hasCode) {
            flush(fetchTags, fetchShifts, address);
        }
    }

    private static void flush(long[] tags, byte[] shifts, long address) {
        for (int slot = 0; slot < SIZE; slot++) {
            if ((tags[slot] ^ address) >>> shifts[slot] == 0) {
                tags[slot] = EMPTY;
            }
        }
    }
}
