package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/** A list of unused inodes, linked through themselves. An inode is on at most one. */
final class InodeList {
    @Nullable Inode first;
    @Nullable Inode last;
    int size;

    void addLast(Inode inode) {
        inode.lruPrev = last;
        inode.lruNext = null;
        if (last == null) {
            first = inode;
        } else {
            last.lruNext = inode;
        }
        last = inode;
        size++;
    }

    void remove(Inode inode) {
        Inode prev = inode.lruPrev;
        Inode next = inode.lruNext;
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
        inode.lruPrev = null;
        inode.lruNext = null;
        size--;
    }
}
