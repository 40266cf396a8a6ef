package dev.fuselage.kernel.mm;

import org.jspecify.annotations.Nullable;

/**
 * What one pass of a cached read or write works with: up to {@value #SIZE} pages with a reference
 * each, and a readahead in preparation. {@link PageAllocator} keeps them for the next read.
 */
final class PageBatch {
    /** Pages of a batch (PAGEVEC_SIZE). */
    static final int SIZE = 31;

    final @Nullable Page[] pages = new @Nullable Page[SIZE];
    final ReadaheadControl control = new ReadaheadControl();
    final WriteBegin begin = new WriteBegin();
    int count;

    /** The caller's memory was not there. */
    boolean faulted;

    @Nullable PageBatch next;

    Page page(int i) {
        Page page = pages[i];
        if (page == null) {
            throw new IndexOutOfBoundsException("page " + i + " of a batch of " + count);
        }
        return page;
    }

    void add(Page page) {
        pages[count++] = page.get();
    }

    Page last() {
        return page(count - 1);
    }

    /** Forgets the last page, whose reference is the caller's. */
    void dropLast() {
        pages[--count] = null;
    }

    void putAll() {
        while (count > 0) {
            last().put();
            dropLast();
        }
    }
}
