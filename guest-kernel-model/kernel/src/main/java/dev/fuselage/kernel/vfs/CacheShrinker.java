package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.mm.Truncate;
import java.util.List;

/**
 * What writing to /proc/sys/vm/drop_caches does (fs/drop_caches.c, mm/shrinker.c at priority 0):
 * clean pages, and unused names and inodes.
 *
 * <p>How many entries one pass looks at follows from how many are unused; a referenced name
 * survives the pass that meets it first. Work that a pass leaves out is carried over to the next.
 */
final class CacheShrinker {
    private static final long BATCH = 1024;
    private static final int SEEKS = 2;

    private final Vfs vfs;

    CacheShrinker(Vfs vfs) {
        this.vfs = vfs;
    }

    /** Drops the clean pages of all files that are not in use otherwise (drop_pagecache_sb). */
    void dropPageCache() {
        for (SuperBlock sb : vfs.superBlocks().list()) {
            Inode i = sb.inodes;
            while (i != null) {
                boolean busy = (i.state & (Inode.I_FREEING | Inode.I_WILL_FREE | Inode.I_NEW)) != 0;
                if (busy || i.mapping.pageCount() == 0) {
                    i = i.sbNext;
                    continue;
                }
                i.count++;
                long _ = Truncate.invalidateMappingPages(i.mapping, 0, Long.MAX_VALUE);
                Inode next = i.sbNext;
                i.put();
                i = next;
            }
        }
    }

    /**
     * Frees pages of files when memory is short. Linux takes those not used for longest; here it is
     * the first pages of the files known last, which are those that a long read left behind.
     */
    long reclaim(long pages) {
        long freed = 0;
        for (SuperBlock sb : vfs.superBlocks().list()) {
            for (Inode i = sb.inodes; i != null && freed < pages; i = i.sbNext) {
                if (i.mapping.pageCount() > 0) {
                    freed += Truncate.reclaim(i.mapping, pages - freed);
                }
            }
        }
        return freed;
    }

    /** Passes over all caches until one frees next to nothing (drop_slab). */
    void dropSlab() {
        int shift = 0;
        long freed;
        do {
            freed = 0;
            List<SuperBlock> all = vfs.superBlocks().list();
            for (SuperBlock sb : all) {
                freed += shrink(sb);
            }
        } while (freed >> shift++ > 1);
    }

    /** One round over one superblock (do_shrink_slab). */
    private long shrink(SuperBlock sb) {
        if ((sb.flags & SbFlags.SB_BORN) == 0 || sb.active == 0) {
            return 0;
        }
        long freeable = (long) sb.dentryLru.size + sb.inodeLru.size;
        if (freeable == 0) {
            return 0;
        }
        long deferred = sb.shrinkDeferred;
        sb.shrinkDeferred = 0;
        long delta = freeable * 4 / SEEKS;
        long left = Math.min(deferred + delta, 2 * freeable);
        long scanned = 0;
        long freed = 0;
        while (left >= BATCH || left >= freeable) {
            long batch = Math.min(BATCH, left);
            freed += scan(sb, batch);
            left -= batch;
            scanned += batch;
        }
        sb.shrinkDeferred += Math.min(Math.max(deferred + delta - scanned, 0), 2 * freeable);
        return freed;
    }

    /**
     * One batch, shared out between names and inodes in proportion, one more of each
     * (super_cache_scan).
     */
    private long scan(SuperBlock sb, long batch) {
        long inodes = sb.inodeLru.size;
        long dentries = sb.dentryLru.size;
        long total = dentries + inodes + 1;
        long freed = vfs.dentries().shrinking().prune(sb, batch * dentries / total + 1);
        return freed + vfs.inodes().prune(sb, batch * inodes / total + 1);
    }
}
