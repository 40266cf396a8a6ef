package dev.fuselage.kernel.mm;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.BackingDevice;
import dev.fuselage.kernel.vfs.FileMode;
import dev.fuselage.kernel.vfs.OpenFile;
import org.jspecify.annotations.Nullable;

/**
 * Which pages to read before they are asked for (mm/readahead.c of 6.12).
 *
 * <p>A window [start, start + size) was read last; its page at start + size - asyncSize carries the
 * readahead mark, and reading that page starts the next window. A miss decides between a window
 * (start of the file, sequential, or a cached run before it) and exactly what was asked for.
 */
final class Readahead {
    private static final int CHUNK_PAGES = (2 << 20) >>> Page.SHIFT;

    private Readahead() {}

    /**
     * The page at the control's index is missing and {@code requested} pages from there are wanted
     * now (page_cache_sync_ra).
     */
    @KernelFunction("page_cache_sync_ra")
    static void sync(ReadaheadControl control, int requested) {
        ReadaheadState ra = control.state();
        OpenFile file = control.file();
        if (ra.raPages == 0) {
            if (file != null) {
                force(control, 1);
            }
            return;
        }
        if (file != null && (file.mode & FileMode.FMODE_RANDOM) != 0) {
            force(control, requested);
            return;
        }
        int max = maxPages(control, requested);
        long index = control.index;
        long previous = ra.prevPos >> Page.SHIFT;
        boolean sequential = index == previous || index == previous + 1;
        if (index == 0 || requested > max || sequential) {
            ra.start = index;
            ra.size = initialSize(requested, max);
            ra.asyncSize = ra.size > requested ? ra.size - requested : ra.size >> 1;
            readWindow(control);
            return;
        }
        long miss = control.mapping().prevMiss(index - 1, max);
        long contiguous = index - miss - 1;
        if (contiguous <= requested) {
            read(control, requested, 0);
            return;
        }
        if (miss == -1) {
            contiguous *= 2;
        }
        ra.start = index;
        ra.size = (int) Math.min(contiguous + requested, max);
        ra.asyncSize = 1;
        readWindow(control);
    }

    /** A mapped page is missing: what lies around it is read too (do_sync_mmap_readahead). */
    static void around(ReadaheadControl control) {
        ReadaheadState ra = control.state();
        ra.start = Math.max(0, control.index - ra.raPages / 2);
        ra.size = ra.raPages;
        ra.asyncSize = ra.raPages / 4;
        readWindow(control);
    }

    /** A read has come to a page with the readahead mark (page_cache_async_ra). */
    @KernelFunction("page_cache_async_ra")
    static void async(ReadaheadControl control, Page page, int requested) {
        ReadaheadState ra = control.state();
        if (ra.raPages == 0 || page.isWriteback()) {
            return;
        }
        page.setReadahead(false);
        int max = maxPages(control, requested);
        long index = control.index;
        if (index == ra.start + ra.size - ra.asyncSize) {
            ra.start += ra.size;
            ra.size = Math.max(ra.size, nextSize(ra.size, max));
        } else {
            long start = control.mapping().nextMiss(index + 1, max);
            if (start - index > max) {
                return;
            }
            ra.start = start;
            ra.size = nextSize((int) (start - index) + requested, max);
        }
        ra.asyncSize = ra.size;
        readWindow(control);
    }

    private static void readWindow(ReadaheadControl control) {
        ReadaheadState ra = control.state();
        control.index = ra.start;
        read(control, ra.size, ra.asyncSize);
    }

    /** Reads exactly what is asked for, up to the longest readahead (force_page_cache_ra). */
    static void force(ReadaheadControl control, long requested) {
        ReadaheadState ra = control.state();
        BackingDevice device = control.mapping().host().sb.bdi();
        long left = Math.min(requested, Math.max(device.ioPages, ra.raPages));
        while (left > 0) {
            int chunk = (int) Math.min(left, CHUNK_PAGES);
            read(control, chunk, 0);
            left -= chunk;
        }
    }

    private static int maxPages(ReadaheadControl control, int requested) {
        int max = control.state().raPages;
        int io = control.mapping().host().sb.bdi().ioPages;
        return requested > max && io > max ? Math.min(requested, io) : max;
    }

    /** First window for a request of that many pages (get_init_ra_size). */
    static int initialSize(int pages, int max) {
        int size = pages <= 1 ? 1 : Integer.highestOneBit(pages - 1) << 1;
        if (size <= max / 32) {
            return size * 4;
        }
        return size <= max / 4 ? size * 2 : max;
    }

    /** The window that follows one of that size (get_next_ra_size). */
    static int nextSize(int size, int max) {
        if (size < max / 16) {
            return 4 * size;
        }
        return size <= max / 2 ? 2 * size : max;
    }

    /**
     * Reads pages from the control's index on, none behind the end of the file; the last {@code
     * lookahead} of them start with the mark (do_page_cache_ra).
     */
    private static void read(ReadaheadControl control, int wanted, int lookahead) {
        long size = control.mapping().host().size;
        long index = control.index;
        long last = (size - 1) >>> Page.SHIFT;
        if (size == 0 || index > last) {
            return;
        }
        int pages = wanted > last - index ? (int) (last - index + 1) : wanted;
        fill(control, pages, lookahead);
    }

    private static void fill(ReadaheadControl control, int wanted, int lookahead) {
        AddressSpace mapping = control.mapping();
        mapping.invalidateLock().downRead();
        long first = control.index;
        int mark = wanted - lookahead;
        for (int i = 0; i < wanted; ) {
            if (mapping.find(first + i) != null) {
                readPages(control);
                control.index++;
                i = (int) (control.index - first);
                continue;
            }
            Page page = mapping.allocator().allocate();
            int _ = mapping.add(page, first + i);
            page.put();
            if (i == mark) {
                page.setReadahead(true);
            }
            control.pages++;
            i++;
        }
        readPages(control);
        mapping.invalidateLock().upRead();
    }

    @KernelFunction("read_pages")
    private static void readPages(ReadaheadControl control) {
        if (control.pages == 0) {
            return;
        }
        AddressSpace mapping = control.mapping();
        if (!mapping.ops().hasReadahead()) {
            for (Page page = control.next(); page != null; page = control.next()) {
                int _ = mapping.ops().readFolio(control.file(), page);
            }
            return;
        }
        mapping.ops().readahead(control);
        ReadaheadState ra = control.state();
        for (Page page = control.next(); page != null; page = control.next()) {
            dropUnread(mapping, ra, page);
        }
    }

    /** The file system left a page out: the window was shorter than planned. */
    private static void dropUnread(AddressSpace mapping, ReadaheadState ra, @Nullable Page page) {
        if (page == null) {
            return;
        }
        page.get();
        ra.size--;
        if (ra.asyncSize >= 1) {
            ra.asyncSize--;
            mapping.remove(page);
        }
        page.unlock();
        page.put();
    }
}
