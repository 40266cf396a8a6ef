package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import org.jspecify.annotations.Nullable;

/**
 * The names a guest's kernel remembers (fs/dcache.c): a hash table over all file systems, the tree
 * of parents and children, and the life of entries nobody uses.
 *
 * <p>An unused entry stays while it is hashed and its file system's {@link DentryOperations#delete}
 * does not object. The first time it falls unused it goes to the end of its superblock's LRU list,
 * the next time it is marked referenced, and a shrink gives referenced entries one more round.
 * Killing an entry gives up its inode first and its parent's reference after that, so that a chain
 * of unused names goes leaf first.
 */
public final class DentryCache {
    private final DentryHash table = new DentryHash();
    private final DentryShrinking shrinking;
    private final Vfs vfs;
    private int serials;
    private @Nullable Dentry inLookup;

    DentryCache(Vfs vfs) {
        this.vfs = vfs;
        this.shrinking = new DentryShrinking(this, vfs);
    }

    /** How names that nobody uses go. */
    DentryShrinking shrinking() {
        return shrinking;
    }

    // ---- finding

    /** The cached child without a reference, or null (__d_lookup_rcu). */
    @Nullable Dentry find(Dentry parent, Qstr name) {
        return table.find(parent, name);
    }

    @Nullable Dentry lookup(Dentry parent, Qstr name) {
        Dentry d = find(parent, name);
        return d == null ? null : d.get();
    }

    // ---- birth

    /** A dentry outside any directory (d_alloc_anon, d_alloc_pseudo). */
    Dentry allocRoot(SuperBlock sb, @Nullable DentryOperations op, String name) {
        return new Dentry(sb, op, name, ++serials);
    }

    Dentry alloc(Dentry parent, Qstr name) {
        Dentry d =
                new Dentry(parent.sb(), parent.sb().dentryOperations, name.toString(), ++serials);
        d.parent = parent.get();
        link(d);
        return d;
    }

    /** The root of a superblock (d_make_root): consumes the inode's reference. */
    public Dentry makeRoot(Inode inode) {
        Dentry root = allocRoot(inode.sb, inode.sb.dentryOperations, "/");
        instantiate(root, inode);
        return root;
    }

    /** Puts a dentry first among the children of its parent. */
    private static void link(Dentry d) {
        Dentry next = d.parent.firstChild;
        d.siblingPrev = null;
        d.siblingNext = next;
        if (next != null) {
            next.siblingPrev = d;
        }
        d.parent.firstChild = d;
    }

    /**
     * Takes a dentry from among the children of its parent; its own link to the next stays for
     * walks in progress.
     */
    private static void unlink(Dentry d) {
        Dentry prev = d.siblingPrev;
        Dentry next = d.siblingNext;
        if (prev == null) {
            if (d.parent.firstChild == d) {
                d.parent.firstChild = next;
            }
        } else {
            prev.siblingNext = next;
        }
        if (next != null) {
            next.siblingPrev = prev;
        }
        d.siblingPrev = null;
    }

    @KernelFunction("d_alloc_parallel")
    Dentry allocParallel(Dentry parent, Qstr name) {
        while (true) {
            Dentry known = find(parent, name);
            if (known != null) {
                return known.get();
            }
            Dentry other = inLookup;
            while (other != null
                    && !(other.hash == name.hash()
                            && other.parent == parent
                            && name.contentEquals(other.name))) {
                other = other.inLookupNext;
            }
            if (other == null) {
                Dentry fresh = alloc(parent, name);
                fresh.flags |= Dentry.DCACHE_PAR_LOOKUP;
                fresh.inLookupNext = inLookup;
                inLookup = fresh;
                fresh.lookupTask = vfs.worker();
                return fresh;
            }
            other.get();
            vfs.waitForLookup(other);
            if (other.parent == parent && !other.isUnhashed() && name.contentEquals(other.name)) {
                return other;
            }
            other.put();
        }
    }

    void lookupDone(Dentry dentry) {
        if (dentry.isInLookup()) {
            endLookup(dentry);
        }
    }

    private void endLookup(Dentry dentry) {
        dentry.flags &= ~Dentry.DCACHE_PAR_LOOKUP;
        if (inLookup == dentry) {
            inLookup = dentry.inLookupNext;
        } else {
            Dentry at = inLookup;
            while (at != null && at.inLookupNext != dentry) {
                at = at.inLookupNext;
            }
            if (at != null) {
                at.inLookupNext = dentry.inLookupNext;
            }
        }
        dentry.inLookupNext = null;
        vfs.wakeLookup(dentry);
    }

    void add(Dentry dentry, @Nullable Inode inode) {
        if (dentry.isInLookup()) {
            endLookup(dentry);
        }
        if (inode != null) {
            attach(dentry, inode);
        }
        table.add(dentry);
    }

    void instantiate(Dentry dentry, Inode inode) {
        if (dentry.inode != null) {
            throw new IllegalStateException("dentry " + dentry + " is positive already");
        }
        attach(dentry, inode);
    }

    private static void attach(Dentry dentry, Inode inode) {
        Dentry next = inode.aliases;
        dentry.aliasPrev = null;
        dentry.aliasNext = next;
        if (next != null) {
            next.aliasPrev = dentry;
        }
        inode.aliases = dentry;
        dentry.inode = inode;
        if ((inode.flags & InodeFlags.S_AUTOMOUNT) != 0) {
            dentry.flags |= Dentry.DCACHE_NEED_AUTOMOUNT;
        } else {
            dentry.flags &= ~Dentry.DCACHE_NEED_AUTOMOUNT;
        }
    }

    /** Makes a dentry negative and gives up its inode (dentry_unlink_inode). */
    private static void detach(Dentry dentry, Inode inode) {
        dentry.inode = null;
        dentry.flags &= ~Dentry.DCACHE_NEED_AUTOMOUNT;
        Dentry prev = dentry.aliasPrev;
        Dentry next = dentry.aliasNext;
        if (prev == null) {
            inode.aliases = next;
        } else {
            prev.aliasNext = next;
        }
        if (next != null) {
            next.aliasPrev = prev;
        }
        dentry.aliasPrev = null;
        dentry.aliasNext = null;
        if (dentry.op != null) {
            dentry.op.iput(dentry, inode);
        } else {
            inode.put();
        }
    }

    void rehash(Dentry dentry) {
        if (dentry.isUnhashed()) {
            table.add(dentry);
        }
    }

    // ---- death

    void drop(Dentry dentry) {
        if (!dentry.isUnhashed()) {
            table.remove(dentry);
        }
    }

    /**
     * Turns the name of a removed object into a negative entry, or unhashes it when others still
     * use it (d_delete).
     */
    void delete(Dentry dentry) {
        if (dentry.count == 1) {
            dentry.flags &= ~Dentry.DCACHE_CANT_MOUNT;
            detach(dentry, dentry.inode());
        } else {
            drop(dentry);
        }
    }

    void put(Dentry dentry) {
        if (dentry.count <= 0) {
            throw new IllegalStateException(
                    "dentry " + dentry + " put with " + dentry.count + " references");
        }
        dentry.count--;
        Dentry victim = dentry;
        while (victim != null && victim.count == 0 && !retain(victim)) {
            victim = kill(victim);
        }
    }

    private static boolean retain(Dentry dentry) {
        if (dentry.isUnhashed() || (dentry.flags & Dentry.DCACHE_DISCONNECTED) != 0) {
            return false;
        }
        DentryOperations op = dentry.op;
        if ((dentry.flags & Dentry.DCACHE_OP_DELETE) != 0 && op != null && op.delete(dentry)) {
            return false;
        }
        if ((dentry.flags & Dentry.DCACHE_DONTCACHE) != 0) {
            return false;
        }
        if ((dentry.flags & Dentry.DCACHE_LRU_LIST) == 0) {
            dentry.flags |= Dentry.DCACHE_LRU_LIST;
            dentry.sb().dentryLru.addLast(dentry);
        } else {
            dentry.flags |= Dentry.DCACHE_REFERENCED;
        }
        return true;
    }

    /**
     * Ends a dentry without references (__dentry_kill): returns the parent if this was its last
     * reference.
     */
    @KernelFunction("__dentry_kill")
    @Nullable Dentry kill(Dentry dentry) {
        dentry.count = Integer.MIN_VALUE;
        DentryOperations op = dentry.op;
        if (op != null) {
            op.prune(dentry);
        }
        DentryList list = dentry.lruList;
        if (list != null && (dentry.flags & Dentry.DCACHE_SHRINK_LIST) == 0) {
            list.remove(dentry);
            dentry.flags &= ~Dentry.DCACHE_LRU_LIST;
        }
        drop(dentry);
        Inode inode = dentry.inode;
        if (inode != null) {
            detach(dentry, inode);
        }
        if (op != null) {
            op.release(dentry);
        }
        dentry.flags |= Dentry.DCACHE_DENTRY_KILLED;
        if (dentry.isRoot()) {
            return null;
        }
        Dentry parent = dentry.parent;
        unlink(dentry);
        return --parent.count == 0 ? parent : null;
    }

    /** Kills the unused names of an inode (d_prune_aliases). */
    @KernelFunction("d_prune_aliases")
    public void pruneAliases(Inode inode) {
        shrinking.pruneAliases(inode);
    }

    /** Lets names of an inode, and the inode, go at their last put (d_mark_dontcache). */
    public void markDontcache(Inode inode) {
        for (Dentry d = inode.aliases; d != null; d = d.aliasNext) {
            d.flags |= Dentry.DCACHE_DONTCACHE;
        }
        inode.state |= Inode.I_DONTCACHE;
    }

    // ---- moving

    /** The ancestor of {@code below} whose parent is {@code above}, or null (d_ancestor). */
    static @Nullable Dentry ancestor(Dentry above, Dentry below) {
        for (Dentry d = below; !d.isRoot(); d = d.parent) {
            if (d.parent == above) {
                return d;
            }
        }
        return null;
    }

    /** Gives a dentry the place and name of another, which becomes unhashed (d_move). */
    public void move(Dentry dentry, Dentry target) {
        if (target.isInLookup()) {
            endLookup(target);
        }
        drop(dentry);
        drop(target);
        Dentry oldParent = dentry.parent;
        unlink(dentry);
        dentry.parent = target.parent;
        dentry.name = target.name;
        dentry.hash = target.hash;
        dentry.parent.count++;
        if (dentry != oldParent) {
            oldParent.count--;
        }
        link(dentry);
        table.add(dentry);
    }

    /** Swaps the places and names of two dentries (d_exchange). */
    public void exchange(Dentry one, Dentry two) {
        drop(one);
        drop(two);
        unlink(one);
        unlink(two);
        Dentry parent = one.parent;
        String name = one.name;
        int hash = one.hash;
        one.parent = two.parent;
        one.name = two.name;
        one.hash = two.hash;
        two.parent = parent;
        two.name = name;
        two.hash = hash;
        link(two);
        table.add(two);
        link(one);
        table.add(one);
    }

    @Nullable Dentry spliceAlias(@Nullable Inode inode, Dentry dentry) {
        if (!dentry.isUnhashed()) {
            throw new IllegalStateException("splicing hashed dentry " + dentry);
        }
        if (inode != null && inode.isDir() && inode.aliases != null) {
            Dentry alias = inode.aliases.get();
            Dentry result = moveAlias(alias, dentry);
            inode.put();
            return result;
        }
        add(dentry, inode);
        return null;
    }

    private Dentry moveAlias(Dentry alias, Dentry dentry) {
        if (ancestor(alias, dentry) != null || alias == dentry.parent) {
            alias.put();
            return Dentry.error(-Errno.ELOOP);
        }
        if (alias.isRoot()) {
            move(alias, dentry);
            return alias;
        }
        Dentry oldParent = alias.parent.get();
        int error = vfs.renames().unalias(alias, dentry);
        if (error != 0) {
            alias.put();
        }
        oldParent.put();
        return error == 0 ? alias : Dentry.error(error);
    }

    /** An alias with a reference, preferring hashed ones for files (d_find_alias), or null. */
    public @Nullable Dentry findAlias(Inode inode) {
        for (Dentry d = inode.aliases; d != null; d = d.aliasNext) {
            if (inode.isDir() || !d.isUnhashed()) {
                return d.get();
            }
        }
        return null;
    }
}
