package dev.fuselage.kernel.mm;

/** What an open file remembers of its last readahead (struct file_ra_state), in pages. */
public final class ReadaheadState {
    /** Where the last readahead started. */
    public long start;

    /** Pages of the last readahead. */
    public int size;

    /** How many of them nobody had asked for yet. */
    public int asyncSize;

    /** Longest readahead, from the backing device. */
    public int raPages;

    /** Faults that missed the cache. */
    public int mmapMiss;

    /** Last byte of the previous read; -1 before the first. */
    public long prevPos = -1;

    /** Starts anew (file_ra_state_init). */
    public void init(int pages) {
        start = 0;
        size = 0;
        asyncSize = 0;
        raPages = pages;
        mmapMiss = 0;
        prevPos = -1;
    }
}
