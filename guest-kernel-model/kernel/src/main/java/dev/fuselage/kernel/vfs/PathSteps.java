package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.machine.cost.Cost;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a path walk (link_path_walk and what it calls): a component is looked up in the
 * cache, revalidated, or asked for, mounts on it are crossed, and a symbolic link is entered.
 */
final class PathSteps {
    /** A step came to a symbolic link: the walk goes on in its body. */
    static final int LINK = 1;

    /** The component is the last of the path, but for symbolic links. */
    static final int WALK_TRAILING = 1;

    /** More components follow in the same text. */
    static final int WALK_MORE = 2;

    /** Do not enter a link. */
    static final int WALK_NOFOLLOW = 4;

    private PathSteps() {}

    /**
     * Walks to the directory of the last component of the walk's text, which is left in {@link
     * PathWalk#last} (link_path_walk).
     */
    @KernelFunction("link_path_walk")
    static int walk(PathWalk nd) {
        nd.lastType = PathWalk.LAST_ROOT;
        nd.flags |= LookupFlags.PARENT;
        skipSlashes(nd);
        if (nd.at == nd.text.length()) {
            nd.dirMode = 0;
            return 0;
        }
        int depth = 0;
        while (true) {
            int error = mayLookup(nd);
            if (error != 0) {
                return error;
            }
            nextComponent(nd);
            skipSlashes(nd);
            int result;
            if (nd.at == nd.text.length()) {
                if (depth == 0) {
                    nd.dirUid = nd.inode().uid;
                    nd.dirMode = nd.inode().mode;
                    nd.flags &= ~LookupFlags.PARENT;
                    return 0;
                }
                nd.restore(--depth);
                result = component(nd, 0);
            } else {
                result = component(nd, WALK_MORE);
            }
            if (result < 0) {
                return result;
            }
            if (result == LINK) {
                nd.saveRest(depth++, nd.text, nd.at);
                nd.text = nd.body.text;
                nd.at = 0;
                skipSlashes(nd);
                continue;
            }
            if (!nd.path.entry().isDir()) {
                if (nd.isRcu()) {
                    nd.unlazy();
                }
                return -Errno.ENOTDIR;
            }
        }
    }

    private static void skipSlashes(PathWalk nd) {
        while (nd.at < nd.text.length() && nd.text.charAt(nd.at) == '/') {
            nd.at++;
        }
    }

    private static void nextComponent(PathWalk nd) {
        nd.vfs.scheduler().spend(Cost.PATH_COMPONENT);
        int end = nd.text.indexOf('/', nd.at);
        int length = (end < 0 ? nd.text.length() : end) - nd.at;
        nd.last.set(nd.text, nd.at, length);
        nd.at += length;
        if (!nd.last.isDotOrDotDot()) {
            nd.lastType = PathWalk.LAST_NORM;
            nd.jumped = false;
        } else if (length == 2) {
            nd.lastType = PathWalk.LAST_DOTDOT;
            nd.jumped = true;
        } else {
            nd.lastType = PathWalk.LAST_DOT;
        }
    }

    /**
     * Search permission in the directory the walk stands on (may_lookup); asked again with
     * references when it cannot be told without.
     */
    private static int mayLookup(PathWalk nd) {
        if (!nd.isRcu()) {
            return Permission.check(nd.inode(), MayMask.MAY_EXEC);
        }
        int error = Permission.check(nd.inode(), MayMask.MAY_EXEC | MayMask.MAY_NOT_BLOCK);
        if (error == 0) {
            return 0;
        }
        nd.unlazy();
        return error == -Errno.ECHILD ? Permission.check(nd.inode(), MayMask.MAY_EXEC) : error;
    }

    /** One component (walk_component): 0, {@link #LINK} or negative. */
    @KernelFunction("walk_component")
    static int component(PathWalk nd, int how) {
        if (nd.lastType != PathWalk.LAST_NORM) {
            if ((how & WALK_MORE) == 0 && nd.depth > 0) {
                nd.popLink();
            }
            return dots(nd);
        }
        Dentry dentry = fast(nd);
        nd.vfs.countName(dentry != null);
        if (dentry == null) {
            dentry = slow(nd.last, nd.path.entry(), nd.flags);
        }
        if (dentry.isError()) {
            return dentry.error();
        }
        if ((how & WALK_MORE) == 0 && nd.depth > 0) {
            nd.popLink();
        }
        return into(nd, how, dentry);
    }

    // ---- looking up

    static int revalidate(Dentry dentry, int flags) {
        DentryOperations op = dentry.op;
        return op == null || (dentry.flags & Dentry.DCACHE_OP_REVALIDATE) == 0
                ? 1
                : op.revalidate(dentry, flags);
    }

    /**
     * The component from the cache (lookup_fast): null when it is not there. Outside RCU mode the
     * dentry carries a reference.
     */
    static @Nullable Dentry fast(PathWalk nd) {
        Dentry dentry = nd.vfs.dentries().find(nd.path.entry(), nd.last);
        int status;
        if (nd.isRcu()) {
            if (dentry == null) {
                nd.unlazy();
                return null;
            }
            status = revalidate(dentry, nd.flags);
            if (status > 0) {
                return dentry;
            }
            nd.unlazy();
            dentry.get();
            if (status == -Errno.ECHILD) {
                status = revalidate(dentry, nd.flags);
            }
        } else {
            if (dentry == null) {
                return null;
            }
            dentry.get();
            status = revalidate(dentry, nd.flags);
        }
        if (status > 0) {
            return dentry;
        }
        if (status == 0) {
            dentry.invalidate();
        }
        dentry.put();
        return status == 0 ? null : Dentry.error(status);
    }

    /**
     * Asks the file system for a component (lookup_slow): a dentry with a reference, negative or
     * not, or an error.
     */
    @KernelFunction("lookup_slow")
    static Dentry slow(Qstr name, Dentry dir, int flags) {
        Inode inode = dir.inode();
        inode.lockShared();
        Dentry dentry = slowLocked(name, dir, flags);
        inode.unlockShared();
        return dentry;
    }

    @KernelFunction("__lookup_slow")
    private static Dentry slowLocked(Qstr name, Dentry dir, int flags) {
        Inode inode = dir.inode();
        if (inode.isDeadDir()) {
            return Dentry.error(-Errno.ENOENT);
        }
        while (true) {
            Dentry dentry = dir.allocParallel(name);
            if (dentry.isInLookup()) {
                Dentry other = inode.op.lookup(inode, dentry, flags);
                dentry.lookupDone();
                if (other != null) {
                    dentry.put();
                    return other;
                }
                return dentry;
            }
            int status = revalidate(dentry, flags);
            if (status > 0) {
                return dentry;
            }
            if (status == 0) {
                dentry.invalidate();
            }
            dentry.put();
            if (status < 0) {
                return Dentry.error(status);
            }
        }
    }

    /**
     * A component for a change of its directory, which is locked (lookup_one_qstr_excl): a dentry
     * with a reference, negative or not, or an error.
     */
    @KernelFunction("lookup_one_qstr_excl")
    static Dentry exclusive(Qstr name, Dentry dir, int flags) {
        Dentry dentry = dir.lookup(name);
        if (dentry != null) {
            int status = revalidate(dentry, flags);
            if (status > 0) {
                return dentry;
            }
            if (status == 0) {
                dentry.invalidate();
            }
            dentry.put();
            if (status < 0) {
                return Dentry.error(status);
            }
        }
        Inode inode = dir.inode();
        if (inode.isDeadDir()) {
            return Dentry.error(-Errno.ENOENT);
        }
        Dentry fresh = dir.allocChild(name);
        Dentry other = inode.op.lookup(inode, fresh, flags);
        if (other != null) {
            fresh.put();
            return other;
        }
        return fresh;
    }

    // ---- going there

    /**
     * Goes to a dentry, across what is mounted on it, or enters it when it is a link to follow
     * (step_into). Consumes the dentry's reference.
     */
    @KernelFunction("step_into")
    static int into(PathWalk nd, int how, Dentry dentry) {
        int error = MountCrossing.cross(nd, dentry);
        if (error < 0) {
            return error;
        }
        Path place = nd.next;
        boolean follow =
                place.entry().isSymlink()
                        && ((how & WALK_TRAILING) == 0 || (nd.flags & LookupFlags.FOLLOW) != 0)
                        && (how & WALK_NOFOLLOW) == 0;
        if (!follow) {
            if (nd.isRcu()) {
                if (place.entry().isNegative()) {
                    return -Errno.ENOENT;
                }
            } else {
                Mount oldMount = nd.path.mount();
                nd.path.entry().put();
                if (oldMount != place.mnt) {
                    oldMount.put();
                }
            }
            nd.standAt(place);
            return 0;
        }
        if (!nd.isRcu() && place.mnt == nd.path.mnt) {
            place.mount().get();
        }
        return pickLink(nd, place, how);
    }

    /**
     * Enters a symbolic link (pick_link): {@link #LINK} with its body in the walk, or 0 when it was
     * a jump.
     */
    @KernelFunction("pick_link")
    private static int pickLink(PathWalk nd, Path link, int how) {
        if (nd.linkCount++ >= PathWalk.MAX_SYMLINKS) {
            if (!nd.isRcu()) {
                link.put();
            }
            return -Errno.ELOOP;
        }
        Dentry dentry = link.entry();
        Inode inode = dentry.inode();
        Mount mount = link.mount();
        nd.pushLink(link);
        if ((how & WALK_TRAILING) != 0) {
            int error = mayFollow(nd, inode);
            if (error != 0) {
                return error;
            }
        }
        if (nd.isRcu() && Attributes.atimeNeedsUpdate(mount, inode)) {
            nd.unlazy();
        }
        if (!nd.isRcu()) {
            Attributes.touchAtime(mount, inode);
        }
        int error = readBody(nd, dentry, inode);
        if (error != 0) {
            return error;
        }
        if (nd.body.jumped) {
            nd.jumpTo(nd.body.jump);
            nd.popLink();
            return 0;
        }
        return enterBody(nd);
    }

    private static int readBody(PathWalk nd, Dentry dentry, Inode inode) {
        String ready = inode.link;
        if (ready != null) {
            nd.body.set(ready);
            return 0;
        }
        if (nd.isRcu()) {
            int error = inode.op.getLink(null, inode, nd.body);
            if (error != -Errno.ECHILD) {
                return error;
            }
            nd.unlazy();
        }
        return inode.op.getLink(dentry, inode, nd.body);
    }

    private static int enterBody(PathWalk nd) {
        String text = nd.body.text;
        if (text.startsWith("/")) {
            nd.jumpToRoot();
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '/') {
                return LINK;
            }
        }
        nd.popLink();
        return 0;
    }

    /**
     * protected_symlinks: in a sticky directory that all may write, only links of the follower or
     * of the directory's owner (may_follow_link).
     */
    private static int mayFollow(PathWalk nd, Inode inode) {
        Credentials cred = nd.vfs.credentials();
        int shared = Mode.S_ISVTX | Mode.S_IWOTH;
        if (inode.uid == cred.fsuid()
                || (nd.dirMode & shared) != shared
                || nd.dirUid == inode.uid) {
            return 0;
        }
        return nd.isRcu() ? -Errno.ECHILD : -Errno.EACCES;
    }

    // ---- dots

    /** "." and ".." (handle_dots). */
    @KernelFunction("handle_dots")
    static int dots(PathWalk nd) {
        if (nd.lastType != PathWalk.LAST_DOTDOT) {
            return 0;
        }
        nd.needRoot();
        if (nd.path.isSame(nd.root)) {
            return stay(nd);
        }
        if (nd.path.entry() == nd.path.mount().root()) {
            if (!leaveMount(nd)) {
                return stay(nd);
            }
        }
        Dentry parent = nd.path.entry().parent();
        boolean connected =
                nd.path.mount().root() == nd.path.mount().sb().root()
                        || parent.isSubdirOf(nd.path.mount().root());
        if (!connected) {
            return nd.isRcu() ? -Errno.ECHILD : -Errno.ENOENT;
        }
        return into(nd, WALK_NOFOLLOW, nd.isRcu() ? parent : parent.get());
    }

    /** ".." of the root is the root. */
    private static int stay(PathWalk nd) {
        Dentry here = nd.path.entry();
        return into(nd, WALK_NOFOLLOW, nd.isRcu() ? here : here.get());
    }

    /**
     * From the root of a mount to where it is mounted, through mounts on the same place
     * (choose_mountpoint); false at the task's root.
     */
    private static boolean leaveMount(PathWalk nd) {
        Mount mount = nd.path.mount();
        while (true) {
            Mount parent = mount.parent();
            Dentry mountpoint = mount.mountpoint();
            if (parent == null
                    || mountpoint == null
                    || (nd.root.dentry == mountpoint && nd.root.mnt == parent)) {
                return false;
            }
            if (mountpoint != parent.root()) {
                nd.next.set(parent, mountpoint);
                if (!nd.isRcu()) {
                    nd.next.get();
                    nd.path.put();
                }
                nd.standAt(nd.next);
                return true;
            }
            mount = parent;
        }
    }
}
