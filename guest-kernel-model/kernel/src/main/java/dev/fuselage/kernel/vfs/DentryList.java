package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/**
 * A list of unused dentries, linked through themselves: the LRU list of a superblock, or the
 * victims of one shrink. A dentry is on at most one.
 */
final class DentryList {
    @Nullable Dentry first;
    @Nullable Dentry last;
    int size;

    void addLast(Dentry dentry) {
        dentry.lruPrev = last;
        dentry.lruNext = null;
        if (last == null) {
            first = dentry;
        } else {
            last.lruNext = dentry;
        }
        last = dentry;
        dentry.lruList = this;
        size++;
    }

    void remove(Dentry dentry) {
        if (dentry.lruList != this) {
            throw new IllegalStateException("dentry " + dentry + " is not on this list");
        }
        Dentry prev = dentry.lruPrev;
        Dentry next = dentry.lruNext;
        if (prev == null) {
            first = next;
        } else {
            prev.lruNext = next;
        }
        if (next == null) {
            last = prev;
        } else {
            next.lruPrev = prev;
        }
        dentry.lruPrev = null;
        dentry.lruNext = null;
        dentry.lruList = null;
        size--;
    }
}
