package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;

/**
 * Crossing from a dentry to what is mounted on it, or is to be mounted when someone comes along
 * (handle_mounts).
 */
final class MountCrossing {
    private static final int MANAGED = Dentry.DCACHE_MOUNTED | Dentry.DCACHE_NEED_AUTOMOUNT;
    private static final int GOES_ON =
            LookupFlags.PARENT
                    | LookupFlags.DIRECTORY
                    | LookupFlags.OPEN
                    | LookupFlags.CREATE
                    | LookupFlags.AUTOMOUNT;

    private MountCrossing() {}

    /**
     * Leaves in {@link PathWalk#next} where a dentry in the walk's mount leads to. Outside RCU mode
     * the dentry's reference is consumed and the place has one, as its mount has if it is another
     * than the walk's.
     */
    static int cross(PathWalk nd, Dentry dentry) {
        Path place = nd.next;
        place.set(nd.path.mnt, dentry);
        if (nd.isRcu()) {
            if (crossLazily(nd, place)) {
                return 0;
            }
            place.set(nd.path.mnt, dentry);
            nd.unlazy();
            dentry.get();
        }
        int error = traverse(nd, place);
        if (place.mnt != nd.path.mnt) {
            nd.jumped = true;
        }
        if (error != 0) {
            place.entry().put();
            if (place.mnt != nd.path.mnt) {
                place.mount().put();
            }
        }
        return error;
    }

    private static boolean crossLazily(PathWalk nd, Path place) {
        while ((place.entry().flags & MANAGED) != 0) {
            Mount mounted =
                    place.entry().isMountpoint()
                            ? nd.vfs.mounts().find(place.mount(), place.entry())
                            : null;
            if (mounted == null) {
                return (place.entry().flags & Dentry.DCACHE_NEED_AUTOMOUNT) == 0;
            }
            place.set(mounted, mounted.root());
            nd.jumped = true;
        }
        return true;
    }

    @KernelFunction("__traverse_mounts")
    private static int traverse(PathWalk nd, Path place) {
        Mount start = place.mount();
        boolean ownMount = false;
        int error = 0;
        while ((place.entry().flags & MANAGED) != 0) {
            Mount mounted =
                    place.entry().isMountpoint()
                            ? nd.vfs.mounts().find(place.mount(), place.entry())
                            : null;
            if (mounted != null) {
                mounted.get();
                Dentry root = mounted.root().get();
                place.entry().put();
                if (ownMount) {
                    place.mount().put();
                }
                place.set(mounted, root);
                ownMount = true;
                continue;
            }
            if ((place.entry().flags & Dentry.DCACHE_NEED_AUTOMOUNT) == 0) {
                break;
            }
            error = automount(nd, place);
            if (error < 0) {
                break;
            }
        }
        if (error == -Errno.EISDIR) {
            error = 0;
        }
        if (ownMount && place.mount() == start) {
            start.put();
        }
        return error == 0 && place.entry().isNegative() ? -Errno.ENOENT : error;
    }

    /**
     * Mounts what belongs on an automount point (follow_automount); -EISDIR when the walk only
     * looks at it.
     */
    @KernelFunction("follow_automount")
    private static int automount(PathWalk nd, Path place) {
        if ((nd.flags & GOES_ON) == 0 && place.entry().isPositive()) {
            return -Errno.EISDIR;
        }
        if (nd.linkCount++ >= PathWalk.MAX_SYMLINKS) {
            return -Errno.ELOOP;
        }
        DentryOperations op = place.entry().op;
        AutomountResult result = nd.automount;
        result.mount = null;
        result.error = 0;
        if (op != null) {
            op.automount(place, result);
        }
        Mount mount = result.mount;
        if (mount == null) {
            return result.error;
        }
        return nd.vfs.mounts().finishAutomount(mount, place);
    }
}
