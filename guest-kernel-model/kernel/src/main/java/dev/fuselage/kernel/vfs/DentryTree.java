package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/** Walks over the cached names below a dentry (d_walk): parents first, youngest child first. */
final class DentryTree {
    private final DentryShrinking shrinking;

    DentryTree(DentryShrinking shrinking) {
        this.shrinking = shrinking;
    }

    /**
     * Kills all unused entries below, again and again until none is left (shrink_dcache_parent).
     */
    void shrinkBelow(Dentry parent) {
        DentryList victims = new DentryList();
        collect(parent, victims);
        while (victims.first != null) {
            shrinking.shrink(victims);
            collect(parent, victims);
        }
    }

    private static void collect(Dentry parent, DentryList victims) {
        for (Dentry d = next(parent, parent, true); d != null; d = next(d, parent, true)) {
            if (d.count == 0) {
                DentryShrinking.toShrinkList(d, victims);
            }
        }
    }

    /** The first dentry at or below one on which something is mounted, or null. */
    @Nullable Dentry findMountpoint(Dentry top) {
        for (Dentry d = top; d != null; d = next(d, top, true)) {
            if (d.isMountpoint()) {
                return d;
            }
        }
        return null;
    }

    /** What follows a dentry in the walk; null at its end. */
    static @Nullable Dentry next(Dentry at, Dentry top, boolean descend) {
        if (descend && at.firstChild != null) {
            return at.firstChild;
        }
        Dentry d = at;
        while (d != top) {
            if (d.siblingNext != null) {
                return d.siblingNext;
            }
            d = d.parent;
        }
        return null;
    }
}
