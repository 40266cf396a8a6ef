package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/**
 * What a file system knows about its cached names (struct dentry_operations). The {@code has}
 * methods say which slots are filled when a dentry is made.
 */
public abstract class DentryOperations {
    /** Whether {@link #revalidate} is asked before a cached name is used. */
    public boolean hasRevalidate() {
        return false;
    }

    /** Whether {@link #weakRevalidate} is asked when a walk jumps to the dentry. */
    public boolean hasWeakRevalidate() {
        return false;
    }

    /** Whether {@link #delete} is asked at the last put. */
    public boolean hasDelete() {
        return false;
    }

    /**
     * Whether a cached name still holds: 1 yes, 0 no (it is invalidated and looked up again),
     * negative errno ends the walk.
     *
     * @param flags {@link LookupFlags}; with RCU, -ECHILD asks to be called again without
     */
    public int revalidate(Dentry dentry, int flags) {
        return 1;
    }

    /** As revalidate, for a dentry reached by a jump. */
    public int weakRevalidate(Dentry dentry, int flags) {
        return 1;
    }

    /** At the last put: true not to keep the unused dentry. */
    public boolean delete(Dentry dentry) {
        return false;
    }

    /** The dentry is about to be unhashed and freed. */
    public void prune(Dentry dentry) {}

    /** The dentry is gone. */
    public void release(Dentry dentry) {}

    /** The dentry loses its inode; drops the dentry's reference to it. */
    public void iput(Dentry dentry, Inode inode) {
        inode.put();
    }

    /** The name shown for a dentry outside any directory (pipe:[3]). */
    public @Nullable String dname(Dentry dentry) {
        return null;
    }

    /**
     * Makes the mount for an automount point; null: nothing to mount (-EISDIR). Errors through
     * {@code out.error}.
     */
    public void automount(Path path, AutomountResult out) {}
}
