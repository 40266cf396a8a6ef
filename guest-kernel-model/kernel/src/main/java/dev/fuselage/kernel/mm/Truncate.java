package dev.fuselage.kernel.mm;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Inode;
import org.jspecify.annotations.Nullable;

/**
 * Dropping pages of files (mm/truncate.c): what a shorter file loses, and what turned out to be
 * stale.
 */
public final class Truncate {
    private Truncate() {}

    /**
     * Drops the pages wholly inside a range of bytes and zeroes the parts of pages at its ends
     * (truncate_inode_pages_range). Waits for their locks and for writes in progress.
     *
     * @param end last byte; -1 for the end of the file
     */
    @KernelFunction("truncate_inode_pages_range")
    public static void truncateRange(AddressSpace mapping, long start, long end) {
        if (mapping.pageCount() == 0) {
            return;
        }
        long firstWhole = (start + Page.SIZE - 1) >> Page.SHIFT;
        long endWhole = end == -1 ? Long.MAX_VALUE : (end + 1) >>> Page.SHIFT;
        dropUnlocked(mapping, firstWhole, endWhole);
        long startPage = start >>> Page.SHIFT;
        long endPage = end >>> Page.SHIFT;
        zeroPart(mapping, startPage, start, end);
        if (end != -1 && endPage != startPage) {
            zeroPart(mapping, endPage, start, end);
        }
        dropAll(mapping, firstWhole, endWhole);
    }

    /** First pass: what can be had without waiting. */
    private static void dropUnlocked(AddressSpace mapping, long first, long endWhole) {
        for (Page page = firstFrom(mapping, first); page != null && page.index() < endWhole; ) {
            final long index = page.index();
            if (isBehind(page, first) && !page.isWriteback() && page.tryLock()) {
                page.get();
                mapping.unmap(page);
                drop(mapping, page);
                page.unlock();
                page.put();
            }
            page = mapping.next(index + 1);
        }
    }

    @KernelFunction("truncate_inode_pages_range")
    private static void dropAll(AddressSpace mapping, long first, long endWhole) {
        for (Page page = firstFrom(mapping, first);
                page != null && page.index() < endWhole;
                page = firstFrom(mapping, first)) {
            if (!isBehind(page, first)) {
                page.condResched();
                continue;
            }
            page.get();
            page.lock();
            page.waitWriteback();
            if (page.mapping() == mapping) {
                mapping.unmap(page);
                drop(mapping, page);
            }
            page.unlock();
            page.put();
        }
    }

    /** Sizes are signed: behind a negative one lie all pages. */
    private static @Nullable Page firstFrom(AddressSpace mapping, long first) {
        return mapping.next(Math.max(first, 0));
    }

    /**
     * Indexes are unsigned: behind a negative one lies none. So nothing ends the search for pages
     * to drop if such a size gets here, and nothing but the check of attributes keeps it out.
     */
    private static boolean isBehind(Page page, long first) {
        return Long.compareUnsigned(page.index(), first) >= 0;
    }

    private static void drop(AddressSpace mapping, Page page) {
        mapping.ops().invalidateFolio(page, 0, Page.SIZE);
        boolean _ = page.clearDirty();
        mapping.remove(page);
    }

    private static void zeroPart(AddressSpace mapping, long index, long start, long end) {
        Page page = mapping.findLock(index);
        if (page == null) {
            return;
        }
        int offset = page.pos() < start ? (int) (start - page.pos()) : 0;
        int length =
                end == -1 || page.pos() + Page.SIZE <= end
                        ? Page.SIZE - offset
                        : (int) (end + 1 - page.pos() - offset);
        page.waitWriteback();
        if (length == Page.SIZE) {
            mapping.unmap(page);
            drop(mapping, page);
        } else {
            page.zero(offset, length);
            mapping.ops().invalidateFolio(page, offset, length);
        }
        page.unlock();
        page.put();
    }

    /** Drops the pages behind a new size that is set already (truncate_pagecache). */
    @KernelFunction("truncate_pagecache")
    public static void truncatePagecache(Inode inode, long newSize) {
        AddressSpace mapping = inode.mapping;
        long hole = (newSize + Page.SIZE - 1) >>> Page.SHIFT;
        mapping.unmapPages(hole, Long.MAX_VALUE, true);
        truncateRange(mapping, newSize, -1);
        // A private copy may have been made meanwhile.
        mapping.unmapPages(hole, Long.MAX_VALUE, true);
    }

    /** Drops the pages of a hole, first to last byte (truncate_pagecache_range). */
    @KernelFunction("truncate_pagecache_range")
    public static void truncatePagecacheRange(Inode inode, long first, long last) {
        long from = (first + Page.SIZE - 1) >>> Page.SHIFT;
        long end = (last + 1) >>> Page.SHIFT;
        if (end > from) {
            inode.mapping.unmapPages(from, end - 1, false);
        }
        truncateRange(inode.mapping, first, last);
    }

    /** Sets a new size and drops the pages behind it (truncate_setsize). */
    public static void truncateSetsize(Inode inode, long newSize) {
        inode.size = newSize;
        truncatePagecache(inode, newSize);
    }

    /**
     * Drops all pages, writing dirty ones first (invalidate_inode_pages2); -EBUSY when one could
     * not be dropped.
     */
    public static int invalidateInodePages2(AddressSpace mapping) {
        return invalidateInodePages2Range(mapping, 0, Long.MAX_VALUE);
    }

    /** Drops the pages of a range of indexes, both inclusive (invalidate_inode_pages2_range). */
    @KernelFunction("invalidate_inode_pages2_range")
    public static int invalidateInodePages2Range(AddressSpace mapping, long first, long last) {
        int result = 0;
        for (Page page = mapping.next(first); page != null && page.index() <= last; ) {
            final long index = page.index();
            page.get();
            if (page.isMapped()) {
                mapping.unmapPages(index, last, false);
            }
            page.lock();
            if (page.mapping() == mapping) {
                page.waitWriteback();
                mapping.unmap(page);
                int error = page.isDirty() ? mapping.ops().launderFolio(page) : 0;
                if (error == 0 && !dropClean(mapping, page)) {
                    error = -Errno.EBUSY;
                }
                result = error < 0 ? error : result;
            }
            page.unlock();
            page.put();
            page = index == last ? null : mapping.next(index + 1);
        }
        return result;
    }

    private static boolean dropClean(AddressSpace mapping, Page page) {
        if (page.mapping() != mapping || !mapping.ops().releaseFolio(page) || page.isDirty()) {
            return false;
        }
        mapping.remove(page);
        return true;
    }

    /**
     * Drops the clean pages of a range of indexes that nobody uses, without waiting; returns how
     * many (invalidate_mapping_pages).
     */
    @KernelFunction("invalidate_mapping_pages")
    public static long invalidateMappingPages(AddressSpace mapping, long first, long last) {
        return dropIdle(mapping, first, last, Long.MAX_VALUE);
    }

    /**
     * Drops up to {@code most} of a file's pages as {@link #invalidateMappingPages} does, and those
     * that are merely mapped.
     */
    public static long reclaim(AddressSpace mapping, long most) {
        long dropped = dropIdle(mapping, 0, Long.MAX_VALUE, most);
        if (dropped < most && mapping.isMapped()) {
            unmapIdle(mapping);
            dropped += dropIdle(mapping, 0, Long.MAX_VALUE, most - dropped);
        }
        return dropped;
    }

    /** try_to_unmap of the pages that nothing but page tables and the cache hold. */
    private static void unmapIdle(AddressSpace mapping) {
        for (Page page = mapping.next(0); page != null; page = mapping.next(page.index() + 1)) {
            boolean idle = !page.isDirty() && !page.isLocked() && !page.isWriteback();
            if (idle && page.isMapped() && page.count() == 1 + page.mapCount) {
                mapping.unmap(page);
            }
        }
    }

    private static long dropIdle(AddressSpace mapping, long first, long last, long most) {
        long dropped = 0;
        Page page = mapping.next(first);
        while (page != null && page.index() <= last && dropped < most) {
            final long index = page.index();
            if (isIdle(page) && page.tryLock()) {
                page.get();
                if (mapping.ops().releaseFolio(page)) {
                    mapping.remove(page);
                    dropped++;
                }
                page.unlock();
                page.put();
            }
            page = index == last ? null : mapping.next(index + 1);
        }
        return dropped;
    }

    /** Clean, not being written, and held by the cache alone. */
    private static boolean isIdle(@Nullable Page page) {
        return page != null && !page.isDirty() && !page.isWriteback() && page.count() == 1;
    }
}
