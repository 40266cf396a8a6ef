package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.task.KernelFunction;
import org.jspecify.annotations.Nullable;

/**
 * The inodes in memory (fs/inode.c): a table from superblock and id to inode, and the end of those
 * that nobody references.
 *
 * <p>An inode being set up carries I_NEW and one being evicted I_FREEING; who looks it up meanwhile
 * waits.
 */
@SuppressWarnings("ReferenceEquality") // identity is what is meant
public final class InodeCache {
    private static final int INITIAL_BUCKETS = 256;

    private final Vfs vfs;
    private @Nullable Inode[] buckets = new @Nullable Inode[INITIAL_BUCKETS];
    private int hashed;

    InodeCache(Vfs vfs) {
        this.vfs = vfs;
    }

    private int bucket(SuperBlock sb, long key) {
        long h = (key + sb.serial) * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 32) & (buckets.length - 1);
    }

    /** Enters an inode under an id (insert_inode_hash). */
    public void hash(Inode inode, long key) {
        if (hashed >= buckets.length) {
            grow();
        }
        inode.key = key;
        int b = bucket(inode.sb, key);
        inode.hashNext = buckets[b];
        buckets[b] = inode;
        inode.hashed = true;
        hashed++;
    }

    private void grow() {
        @Nullable Inode[] old = buckets;
        buckets = new @Nullable Inode[old.length * 2];
        for (Inode head : old) {
            for (Inode i = head; i != null; ) {
                Inode next = i.hashNext;
                int b = bucket(i.sb, i.key);
                i.hashNext = buckets[b];
                buckets[b] = i;
                i = next;
            }
        }
    }

    void unhash(Inode inode) {
        if (!inode.hashed) {
            return;
        }
        int b = bucket(inode.sb, inode.key);
        Inode at = buckets[b];
        if (at == inode) {
            buckets[b] = inode.hashNext;
        } else {
            while (at != null && at.hashNext != inode) {
                at = at.hashNext;
            }
            if (at == null) {
                throw new IllegalStateException("hashed " + inode + " is not in the table");
            }
            at.hashNext = inode.hashNext;
        }
        inode.hashNext = null;
        inode.hashed = false;
        hashed--;
    }

    private @Nullable Inode find(SuperBlock sb, long key) {
        Inode i = buckets[bucket(sb, key)];
        while (i != null && !(i.key == key && i.sb == sb)) {
            i = i.hashNext;
        }
        return i;
    }

    /**
     * The cached inode with that id and a reference, or null (ilookup5). Waits for one that is
     * being set up or evicted.
     */
    public @Nullable Inode lookup(SuperBlock sb, long key) {
        while (true) {
            Inode i = find(sb, key);
            if (i == null) {
                return null;
            }
            if ((i.state & (Inode.I_FREEING | Inode.I_WILL_FREE)) != 0) {
                vfs.waitForInode(i);
                continue;
            }
            i.count++;
            if ((i.state & Inode.I_NEW) != 0) {
                vfs.waitForInode(i);
            }
            if (i.hashed) {
                return i;
            }
            put(i);
        }
    }

    /**
     * The inode with that id: a cached one, or a new one with I_NEW, which the caller sets up and
     * ends with {@link Inode#unlockNew} (iget5_locked).
     */
    @KernelFunction("iget5_locked")
    public Inode iget(SuperBlock sb, long key) {
        Inode known = lookup(sb, key);
        if (known != null) {
            return known;
        }
        Inode fresh = sb.op().allocInode(sb);
        fresh.state |= Inode.I_NEW;
        fresh.stateTask = vfs.worker();
        hash(fresh, key);
        addToSuperBlock(fresh);
        return fresh;
    }

    /** A new inode outside the table (new_inode). */
    public Inode newInode(SuperBlock sb) {
        Inode fresh = sb.op().allocInode(sb);
        addToSuperBlock(fresh);
        return fresh;
    }

    private static void addToSuperBlock(Inode inode) {
        Inode next = inode.sb.inodes;
        inode.sbNext = next;
        if (next != null) {
            next.sbPrev = inode;
        }
        inode.sb.inodes = inode;
        inode.onSbList = true;
    }

    private static void removeFromSuperBlock(Inode inode) {
        if (!inode.onSbList) {
            return;
        }
        Inode prev = inode.sbPrev;
        Inode next = inode.sbNext;
        if (prev == null) {
            inode.sb.inodes = next;
        } else {
            prev.sbNext = next;
        }
        if (next != null) {
            next.sbPrev = prev;
        }
        inode.sbPrev = null;
        inode.sbNext = null;
        inode.onSbList = false;
    }

    void unlockNew(Inode inode) {
        inode.state &= ~Inode.I_NEW;
        vfs.wakeInode(inode);
    }

    void igetFailed(Inode inode) {
        unhash(inode);
        unlockNew(inode);
        inode.put();
    }

    @KernelFunction("iput")
    void put(Inode inode) {
        if (inode.count < 1) {
            throw new IllegalStateException(inode + " put with " + inode.count + " references");
        }
        if (--inode.count == 0) {
            putFinal(inode);
        }
    }

    @KernelFunction("iput_final")
    private void putFinal(Inode inode) {
        SuperBlock sb = inode.sb;
        boolean drop = sb.op().dropInode(inode);
        if (!drop
                && (inode.state & Inode.I_DONTCACHE) == 0
                && (sb.flags & SbFlags.SB_ACTIVE) != 0) {
            addToLru(inode);
            return;
        }
        if (!drop) {
            inode.state |= Inode.I_WILL_FREE;
            inode.writeNow(true);
            inode.state &= ~Inode.I_WILL_FREE;
        }
        inode.state |= Inode.I_FREEING;
        removeFromLru(inode);
        evict(inode);
    }

    private static void addToLru(Inode inode) {
        if ((inode.state & Inode.I_DIRTY) != 0 || inode.data.pageCount() != 0) {
            return;
        }
        if (inode.onLru) {
            inode.state |= Inode.I_REFERENCED;
        } else {
            inode.onLru = true;
            inode.sb.inodeLru.addLast(inode);
        }
    }

    private static void removeFromLru(Inode inode) {
        if (inode.onLru) {
            inode.onLru = false;
            inode.sb.inodeLru.remove(inode);
        }
    }

    @KernelFunction("evict")
    private void evict(Inode inode) {
        inode.stateTask = vfs.worker();
        // The flusher goes along the list and keeps no references.
        InodeWriteback.awaitEnd(inode);
        removeFromSuperBlock(inode);
        inode.sb.op().evictInode(inode);
        unhash(inode);
        vfs.wakeInode(inode);
        if (inode.state != (Inode.I_FREEING | Inode.I_CLEAR)) {
            throw new IllegalStateException(
                    inode + " evicted without clear, state 0x" + Integer.toHexString(inode.state));
        }
    }

    /** Evicts all inodes that nobody references, at the end of a superblock (evict_inodes). */
    void evictAll(SuperBlock sb) {
        Inode i = sb.inodes;
        while (i != null) {
            if (i.count == 0
                    && (i.state & (Inode.I_NEW | Inode.I_FREEING | Inode.I_WILL_FREE)) == 0) {
                i.state |= Inode.I_FREEING;
                removeFromLru(i);
                evict(i);
                i = sb.inodes;
            } else {
                i = i.sbNext;
            }
        }
    }

    /**
     * One pass over the unused inodes of a superblock (prune_icache_sb).
     *
     * @param scan how many to look at
     * @return inodes that left the list
     */
    long prune(SuperBlock sb, long scan) {
        long removed = 0;
        long left = scan;
        InodeList victims = new InodeList();
        Inode next;
        for (Inode i = sb.inodeLru.first; i != null && left > 0; i = next, left--) {
            next = i.lruNext;
            if (i.count > 0 || (i.state & ~Inode.I_REFERENCED) != 0 || i.data.pageCount() != 0) {
                sb.inodeLru.remove(i);
                i.onLru = false;
                removed++;
            } else if ((i.state & Inode.I_REFERENCED) != 0) {
                i.state &= ~Inode.I_REFERENCED;
                sb.inodeLru.remove(i);
                sb.inodeLru.addLast(i);
            } else {
                sb.inodeLru.remove(i);
                i.onLru = false;
                i.state |= Inode.I_FREEING;
                victims.addLast(i);
                removed++;
            }
        }
        while (victims.first != null) {
            Inode i = victims.first;
            victims.remove(i);
            evict(i);
        }
        return removed;
    }
}
