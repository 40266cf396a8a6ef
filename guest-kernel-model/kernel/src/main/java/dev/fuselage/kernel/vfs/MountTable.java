package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tree of mounts (fs/namespace.c): one namespace for the whole guest. Several mounts may sit on
 * one another; a walk meets the latest.
 */
public final class MountTable {
    private final Vfs vfs;
    private final List<Mount> attached = new ArrayList<>();
    private @Nullable Mount root;
    private int ids;

    MountTable(Vfs vfs) {
        this.vfs = vfs;
    }

    /**
     * A mount of what a context found, not yet attached (vfs_create_mount); takes over the
     * context's references.
     */
    public Mount create(FsContext context, int mountFlags) {
        Dentry top = context.root;
        if (top == null) {
            throw new IllegalStateException(
                    "mount of " + context.type().name() + " without a root");
        }
        context.root = null;
        return new Mount(top.sb(), top, ++ids, context.source, mountFlags);
    }

    /** A second mount of the same place, as bind mounts are (clone_mnt). */
    Mount bind(Path from) {
        Dentry top = from.entry().get();
        top.sb().active++;
        return new Mount(top.sb(), top, ++ids, from.mount().source(), from.mount().flags);
    }

    /** The last reference to a mount is gone (cleanup_mnt). */
    void free(Mount mount) {
        mount.root().put();
        vfs.superBlocks().deactivate(mount.sb());
    }

    /** The root of everything. */
    public Mount root() {
        Mount r = root;
        if (r == null) {
            throw new IllegalStateException("nothing is mounted yet");
        }
        return r;
    }

    /** Makes a mount the root of everything. */
    void setRoot(Mount mount) {
        root = mount;
        mount.attached = true;
        attached.add(mount);
    }

    /** What is mounted on a dentry of a mount, without a reference, or null (__lookup_mnt). */
    @Nullable Mount find(Mount on, Dentry at) {
        for (int i = on.children.size() - 1; i >= 0; i--) {
            Mount child = on.children.get(i);
            if (child.mountpoint == at) {
                return child;
            }
        }
        return null;
    }

    /**
     * Goes down to the latest mount at a place, if anything is mounted there; moves the path's
     * references along (follow_down).
     */
    void followDown(Path path) {
        while (path.entry().isMountpoint()) {
            Mount child = find(path.mount(), path.entry());
            if (child == null) {
                return;
            }
            child.get();
            Dentry top = child.root().get();
            path.put();
            path.set(child, top);
        }
    }

    /**
     * Attaches a mount at a place (do_add_mount): on top of whatever is mounted there. Consumes the
     * mount's reference on success.
     *
     * @param at holds references, which stay the caller's
     */
    int attach(Mount mount, Path at) {
        at.mount().get();
        at.entry().get();
        Path where = new Path();
        where.set(at);
        followDown(where);
        int error = attachAt(mount, where.mount(), where.entry());
        where.put();
        return error;
    }

    /**
     * Attaches an automount, unless another task was faster (finish_automount): 0 or negative.
     * Consumes the mount.
     */
    int finishAutomount(Mount mount, Path at) {
        Dentry dentry = at.entry();
        if (mount.sb() == at.mount().sb() && mount.root() == dentry) {
            mount.put();
            return -Errno.ELOOP;
        }
        mount.flags |= at.mount().flags | Mount.MNT_SHRINKABLE;
        if (find(at.mount(), dentry) != null) {
            mount.put();
            return 0;
        }
        int error = attachAt(mount, at.mount(), dentry);
        if (error != 0) {
            mount.put();
        }
        return error;
    }

    private int attachAt(Mount mount, Mount on, Dentry at) {
        Inode dir = at.inode();
        dir.lock();
        int error = 0;
        if ((at.flags & Dentry.DCACHE_CANT_MOUNT) != 0 || at.isUnlinked()) {
            error = -Errno.ENOENT;
        } else if (!on.attached) {
            error = -Errno.EINVAL;
        } else if (on.sb() == mount.sb() && on.root() == at && on.root() == mount.root()) {
            error = -Errno.EBUSY;
        } else if (mount.root().isSymlink()) {
            error = -Errno.EINVAL;
        } else if (at.isDir() != mount.root().isDir()) {
            error = -Errno.ENOTDIR;
        } else {
            mount.parent = on;
            mount.mountpoint = at.get();
            mount.attached = true;
            on.get();
            on.children.add(mount);
            at.flags |= Dentry.DCACHE_MOUNTED;
            attached.add(mount);
        }
        dir.unlock();
        return error;
    }

    /**
     * Takes a mount and those below out of the tree (umount_tree), deepest last; their references
     * from the tree go.
     */
    private void detach(Mount mount) {
        List<Mount> tree = new ArrayList<>();
        collect(mount, tree);
        for (Mount m : tree) {
            attached.remove(m);
            m.attached = false;
        }
        for (int i = tree.size() - 1; i >= 0; i--) {
            Mount m = tree.get(i);
            Mount on = m.parent;
            Dentry at = m.mountpoint;
            m.parent = null;
            m.mountpoint = null;
            if (on != null && at != null) {
                on.children.remove(m);
                if (!isMountpoint(at)) {
                    at.flags &= ~Dentry.DCACHE_MOUNTED;
                }
                at.put();
                on.put();
            }
            m.put();
        }
    }

    private static void collect(Mount mount, List<Mount> into) {
        into.add(mount);
        for (Mount child : mount.children) {
            collect(child, into);
        }
    }

    /** Whether something is mounted on a dentry (is_local_mountpoint). */
    boolean isMountpoint(Dentry at) {
        if (!at.isMountpoint()) {
            return false;
        }
        for (Mount m : attached) {
            if (m.mountpoint == at) {
                return true;
            }
        }
        return false;
    }

    /** Detaches everything mounted on a dentry that has become invalid (detach_mounts). */
    void detachMounts(Dentry at) {
        for (Mount m : List.copyOf(attached)) {
            if (m.mountpoint == at && m.attached) {
                detach(m);
            }
        }
        at.flags &= ~Dentry.DCACHE_MOUNTED;
    }

    /** Gives up automounts below a mount that nobody uses (shrink_submounts). */
    private void shrinkSubmounts(Mount mount) {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (Mount m : List.copyOf(attached)) {
                boolean below = m != mount && isBelow(m, mount);
                if (below
                        && (m.flags & Mount.MNT_SHRINKABLE) != 0
                        && m.children.isEmpty()
                        && m.count == 1) {
                    detach(m);
                    progress = true;
                }
            }
        }
    }

    private static boolean isBelow(Mount mount, Mount above) {
        for (Mount m = mount; m != null; m = m.parent) {
            if (m == above) {
                return true;
            }
        }
        return false;
    }

    /**
     * umount2(2) of a mount (do_umount).
     *
     * @param lazy detach now, end when nobody uses it any more
     * @param force ask the file system to give up requests first
     * @param held references the caller holds
     */
    @KernelFunction("do_umount")
    int umount(Mount mount, boolean lazy, boolean force, int held) {
        if (!mount.attached || mount == root) {
            return -Errno.EINVAL;
        }
        if (force) {
            mount.sb().op().umountBegin(mount.sb());
        }
        if (lazy) {
            detach(mount);
            return 0;
        }
        shrinkSubmounts(mount);
        if (!mount.children.isEmpty() || mount.count > 1 + held) {
            return -Errno.EBUSY;
        }
        detach(mount);
        return 0;
    }

    /** The attached mounts in the order they were mounted. */
    public List<Mount> list() {
        return List.copyOf(attached);
    }
}
