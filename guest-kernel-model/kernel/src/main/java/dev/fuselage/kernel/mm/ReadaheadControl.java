package dev.fuselage.kernel.mm;

import dev.fuselage.kernel.vfs.OpenFile;
import org.jspecify.annotations.Nullable;

/**
 * A run of pages to be read, on its way to a file system (struct readahead_control). The pages are
 * locked and in the cache. Reusable.
 */
public final class ReadaheadControl {
    private @Nullable OpenFile file;
    private @Nullable AddressSpace mapping;
    private @Nullable ReadaheadState state;
    long index;
    int pages;

    ReadaheadControl init(
            @Nullable OpenFile newFile,
            AddressSpace newMapping,
            ReadaheadState newState,
            long newIndex) {
        file = newFile;
        mapping = newMapping;
        state = newState;
        index = newIndex;
        pages = 0;
        return this;
    }

    void clear() {
        file = null;
        mapping = null;
        state = null;
        pages = 0;
    }

    /** The file that is being read, if any. */
    public @Nullable OpenFile file() {
        return file;
    }

    /** Whose pages they are. */
    public AddressSpace mapping() {
        AddressSpace m = mapping;
        if (m == null) {
            throw new IllegalStateException("readahead control used before init");
        }
        return m;
    }

    /** The readahead state of the file: its asyncSize counts pages of this run nobody waits for. */
    public ReadaheadState state() {
        ReadaheadState s = state;
        if (s == null) {
            throw new IllegalStateException("readahead control used before init");
        }
        return s;
    }

    /** Pages left to take (readahead_count). */
    public int count() {
        return pages;
    }

    /** Index of the next page to take (readahead_index). */
    public long index() {
        return index;
    }

    /** Byte offset of the next page to take (readahead_pos). */
    public long pos() {
        return index << Page.SHIFT;
    }

    /**
     * Takes the next page, still locked and kept alive by the cache and its lock; null at the end
     * (readahead_folio).
     */
    public @Nullable Page next() {
        if (pages == 0) {
            return null;
        }
        Page page = mapping().find(index);
        if (page == null) {
            throw new IllegalStateException(
                    "readahead page " + index + " left the cache while locked");
        }
        index++;
        pages--;
        return page;
    }
}
