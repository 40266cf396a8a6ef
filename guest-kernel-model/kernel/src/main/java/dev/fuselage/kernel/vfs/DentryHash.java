package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/** The hash table of names by their parent and text (dentry_hashtable). */
final class DentryHash {
    private static final int INITIAL_BUCKETS = 256;

    private @Nullable Dentry[] buckets = new @Nullable Dentry[INITIAL_BUCKETS];
    private int hashed;

    private static int spread(int parentSerial, int nameHash) {
        int h = nameHash + parentSerial * 0x9E3779B9;
        return h ^ (h >>> 15);
    }

    void add(Dentry dentry) {
        if (hashed >= buckets.length) {
            grow();
        }
        int bucket = spread(dentry.parent.serial, dentry.hash) & (buckets.length - 1);
        dentry.hashNext = buckets[bucket];
        buckets[bucket] = dentry;
        dentry.flags |= Dentry.DCACHE_HASHED;
        hashed++;
    }

    void remove(Dentry dentry) {
        int bucket = spread(dentry.parent.serial, dentry.hash) & (buckets.length - 1);
        Dentry at = buckets[bucket];
        if (at == dentry) {
            buckets[bucket] = dentry.hashNext;
        } else {
            while (at != null && at.hashNext != dentry) {
                at = at.hashNext;
            }
            if (at == null) {
                throw new IllegalStateException("hashed dentry " + dentry + " is not in the table");
            }
            at.hashNext = dentry.hashNext;
        }
        dentry.hashNext = null;
        dentry.flags &= ~Dentry.DCACHE_HASHED;
        hashed--;
    }

    private void grow() {
        @Nullable Dentry[] old = buckets;
        buckets = new @Nullable Dentry[old.length * 2];
        for (Dentry head : old) {
            for (Dentry d = head; d != null; ) {
                Dentry next = d.hashNext;
                int bucket = spread(d.parent.serial, d.hash) & (buckets.length - 1);
                d.hashNext = buckets[bucket];
                buckets[bucket] = d;
                d = next;
            }
        }
    }

    /** The cached child without a reference, or null (__d_lookup_rcu). */
    @Nullable Dentry find(Dentry parent, Qstr name) {
        int hash = name.hash();
        Dentry d = buckets[spread(parent.serial, hash) & (buckets.length - 1)];
        while (d != null && !(d.hash == hash && d.parent == parent && name.contentEquals(d.name))) {
            d = d.hashNext;
        }
        return d;
    }
}
