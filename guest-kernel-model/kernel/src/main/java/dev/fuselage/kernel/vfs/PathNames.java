package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/** The path that leads to a place (fs/d_path.c). */
public final class PathNames {
    private PathNames() {}

    /** Where a mount is, from the root of all mounts. */
    static String of(Mount mount) {
        Path place = new Path();
        place.set(mount, mount.root());
        String path = of(place, null);
        return path == null ? "/" : path;
    }

    /** The path inside its file system (dentry_path). */
    static String inside(Dentry entry) {
        StringBuilder path = new StringBuilder();
        for (Dentry dentry = entry; !dentry.isRoot(); dentry = dentry.parent()) {
            path.insert(0, dentry.name()).insert(0, '/');
        }
        return (path.isEmpty() ? "/" : path.toString()) + (entry.isUnlinked() ? "//deleted" : "");
    }

    /**
     * The path to a place (d_path).
     *
     * @param root where the path starts; null for the root of all mounts
     * @return null when the place cannot be reached from there; a removed name ends in " (deleted)"
     */
    public static @Nullable String of(Path place, @Nullable Path root) {
        Dentry dentry = place.entry();
        Mount mount = place.mount();
        String deleted = dentry.isUnlinked() ? " (deleted)" : "";
        StringBuilder path = new StringBuilder();
        while (root == null || root.dentry != dentry || root.mnt != mount) {
            if (dentry == mount.root()) {
                Mount parent = mount.parent();
                Dentry at = mount.mountpoint();
                if (parent == null || at == null) {
                    if (root != null) {
                        return null;
                    }
                    break;
                }
                dentry = at;
                mount = parent;
            } else if (dentry.isRoot()) {
                return dentry.name();
            } else {
                path.insert(0, dentry.name()).insert(0, '/');
                dentry = dentry.parent();
            }
        }
        return (path.isEmpty() ? "/" : path.toString()) + deleted;
    }
}
