package dev.fuselage.kernel.mm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of pages in a row (bio_vec, fuse_page_desc): what one I/O reads or writes. Holds whatever
 * references its filler took. Reusable.
 */
public final class PageVector {
    private @Nullable Page[] pages;
    private int[] offsets;
    private int[] lengths;
    private int count;
    private long bytes;

    /** Room for that many pieces to begin with; it grows. */
    public PageVector(int room) {
        pages = new @Nullable Page[room];
        offsets = new int[room];
        lengths = new int[room];
    }

    /** Adds a piece. */
    public void add(Page page, int offset, int length) {
        if (count == pages.length) {
            int more = Math.max(16, 2 * count);
            pages = Arrays.copyOf(pages, more);
            offsets = Arrays.copyOf(offsets, more);
            lengths = Arrays.copyOf(lengths, more);
        }
        pages[count] = page;
        offsets[count] = offset;
        lengths[count] = length;
        count++;
        bytes += length;
    }

    /** Pieces. */
    public int count() {
        return count;
    }

    /** Bytes in all pieces. */
    public long bytes() {
        return bytes;
    }

    /** The page of a piece. */
    public Page page(int i) {
        Page page = i < count ? pages[i] : null;
        if (page == null) {
            throw new IndexOutOfBoundsException("piece " + i + " of " + count);
        }
        return page;
    }

    /** Where a piece begins in its page. */
    public int offset(int i) {
        return offsets[i];
    }

    /** Bytes in a piece. */
    public int length(int i) {
        return lengths[i];
    }

    /** Shortens or lengthens a piece. */
    public void setLength(int i, int length) {
        bytes += length - lengths[i];
        lengths[i] = length;
    }

    /** Drops a reference of each page and forgets them. */
    public void putAll() {
        for (int i = 0; i < count; i++) {
            page(i).put();
        }
        clear();
    }

    /** Forgets the pieces; drops no reference. */
    public void clear() {
        Arrays.fill(pages, 0, count, null);
        count = 0;
        bytes = 0;
    }
}
