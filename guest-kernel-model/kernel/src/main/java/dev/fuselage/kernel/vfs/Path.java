package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/**
 * A place in the tree of mounts (struct path): a mount and a dentry in it. Reusable holder; who
 * fills it says whether it owns references.
 */
public final class Path {
    /** The mount; null while the holder is empty. */
    public @Nullable Mount mnt;

    /** The dentry; null while the holder is empty. */
    public @Nullable Dentry dentry;

    /** Points at a place; takes no reference. */
    public void set(@Nullable Mount newMnt, @Nullable Dentry newDentry) {
        mnt = newMnt;
        dentry = newDentry;
    }

    /** Points where another points; takes no reference. */
    public void set(Path other) {
        mnt = other.mnt;
        dentry = other.dentry;
    }

    /** The mount of a filled holder. */
    public Mount mount() {
        Mount m = mnt;
        if (m == null) {
            throw new IllegalStateException("empty path has no mount");
        }
        return m;
    }

    /** The dentry of a filled holder. */
    public Dentry entry() {
        Dentry d = dentry;
        if (d == null) {
            throw new IllegalStateException("empty path has no dentry");
        }
        return d;
    }

    /** Whether both name the same place (path_equal). */
    public boolean isSame(Path other) {
        return mnt == other.mnt && dentry == other.dentry;
    }

    /** Takes a reference to both parts (path_get). */
    public void get() {
        mount().get();
        entry().get();
    }

    /** Drops the references to both parts and empties the holder (path_put). */
    public void put() {
        Dentry d = dentry;
        Mount m = mnt;
        dentry = null;
        mnt = null;
        if (d != null) {
            d.put();
        }
        if (m != null) {
            m.put();
        }
    }
}
