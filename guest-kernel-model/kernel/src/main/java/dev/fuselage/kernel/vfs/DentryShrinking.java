package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.task.KernelFunction;

/** How names that nobody uses go: under pressure, at unmount, and with what they stood for. */
final class DentryShrinking {
    private final DentryCache cache;
    private final Vfs vfs;
    private final DentryTree tree = new DentryTree(this);

    DentryShrinking(DentryCache cache, Vfs vfs) {
        this.cache = cache;
        this.vfs = vfs;
    }

    /** Moves an unused dentry to a list of victims (to_shrink_list). */
    static void toShrinkList(Dentry dentry, DentryList victims) {
        if ((dentry.flags & Dentry.DCACHE_SHRINK_LIST) == 0) {
            if (dentry.lruList != null) {
                dentry.lruList.remove(dentry);
            }
            dentry.flags |= Dentry.DCACHE_LRU_LIST | Dentry.DCACHE_SHRINK_LIST;
            victims.addLast(dentry);
        }
    }

    /**
     * Kills the victims that nobody has taken up since, each with the parents it was the last user
     * of (shrink_dentry_list).
     */
    void shrink(DentryList victims) {
        while (victims.first != null) {
            Dentry dentry = victims.first;
            victims.remove(dentry);
            dentry.flags &= ~(Dentry.DCACHE_SHRINK_LIST | Dentry.DCACHE_LRU_LIST);
            Dentry victim = dentry.count == 0 ? dentry : null;
            while (victim != null) {
                victim = cache.kill(victim);
            }
        }
    }

    /**
     * One pass over the LRU list of a superblock (prune_dcache_sb): used entries leave the list,
     * referenced ones lose the mark and go to its end, the others die.
     *
     * @param scan how many entries to look at
     * @return entries that left the list
     */
    long prune(SuperBlock sb, long scan) {
        DentryList victims = new DentryList();
        long removed = 0;
        long left = scan;
        for (Dentry d = sb.dentryLru.first; d != null && left > 0; left--) {
            final Dentry next = d.lruNext;
            if (d.count > 0) {
                sb.dentryLru.remove(d);
                d.flags &= ~Dentry.DCACHE_LRU_LIST;
                removed++;
            } else if ((d.flags & Dentry.DCACHE_REFERENCED) != 0) {
                d.flags &= ~Dentry.DCACHE_REFERENCED;
                sb.dentryLru.remove(d);
                sb.dentryLru.addLast(d);
            } else {
                toShrinkList(d, victims);
                removed++;
            }
            d = next;
        }
        shrink(victims);
        return removed;
    }

    /** Drops the unused names below a directory (shrink_dcache_parent). */
    @KernelFunction("shrink_dcache_parent")
    void shrinkParent(Dentry parent) {
        tree.shrinkBelow(parent);
    }

    /** Drops all names of a superblock that goes (shrink_dcache_for_umount). */
    @KernelFunction("shrink_dcache_for_umount")
    void shrinkForUmount(SuperBlock sb) {
        Dentry root = sb.root;
        sb.root = null;
        if (root != null) {
            shrinkParent(root);
            cache.drop(root);
            root.put();
        }
    }

    /** Unhashes a name and what is below it, mounts included (d_invalidate). */
    void invalidate(Dentry dentry) {
        if (dentry.isUnhashed()) {
            return;
        }
        cache.drop(dentry);
        if (dentry.inode == null) {
            return;
        }
        shrinkParent(dentry);
        boolean hadMounts = false;
        for (Dentry victim = tree.findMountpoint(dentry);
                victim != null;
                victim = tree.findMountpoint(dentry)) {
            hadMounts = true;
            victim.get();
            vfs.mounts().detachMounts(victim);
            victim.put();
        }
        if (hadMounts) {
            shrinkParent(dentry);
        }
    }

    /** Drops the references a file system in memory holds to its own names (d_genocide). */
    void genocide(Dentry root) {
        for (Dentry d = DentryTree.next(root, root, true); d != null; ) {
            boolean skip = d.isUnhashed() || d.inode == null;
            if (!skip && (d.flags & Dentry.DCACHE_GENOCIDE) == 0) {
                d.flags |= Dentry.DCACHE_GENOCIDE;
                d.count--;
            }
            d = DentryTree.next(d, root, !skip);
        }
    }

    /** Kills the unused names of an inode (d_prune_aliases). */
    void pruneAliases(Inode inode) {
        DentryList victims = new DentryList();
        for (Dentry d = inode.aliases; d != null; d = d.aliasNext) {
            if (d.count == 0) {
                toShrinkList(d, victims);
            }
        }
        shrink(victims);
    }
}
