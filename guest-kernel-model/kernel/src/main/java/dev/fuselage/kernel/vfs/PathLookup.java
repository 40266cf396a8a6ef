package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import org.jspecify.annotations.Nullable;

/**
 * From paths to places (filename_lookup and its relatives): each look-up is tried without
 * references first, with them when that does not do, and once more without trust in cached names
 * when a file system answers -ESTALE.
 */
public final class PathLookup {
    /** Longest path in bytes, its NUL included (PATH_MAX). */
    public static final int PATH_MAX = 4096;

    private final Vfs vfs;
    private @Nullable PathWalk idle;

    PathLookup(Vfs vfs) {
        this.vfs = vfs;
    }

    /** A walk for the current task; give it back with {@link #release}. */
    PathWalk acquire() {
        PathWalk walk = idle;
        if (walk == null) {
            walk = new PathWalk(vfs);
        } else {
            idle = walk.below;
            walk.below = null;
        }
        walk.linkCount = 0;
        return walk;
    }

    void release(PathWalk walk) {
        walk.text = "";
        walk.below = idle;
        idle = walk;
    }

    /**
     * Checks a path a program passed (getname): 0, -ENOENT when it is empty and must not be,
     * -ENAMETOOLONG.
     */
    static int checkName(String name, int flags) {
        if (name.isEmpty()) {
            return (flags & LookupFlags.EMPTY) != 0 ? 0 : -Errno.ENOENT;
        }
        return name.length() >= PATH_MAX ? -Errno.ENAMETOOLONG : 0;
    }

    /**
     * Looks a path up (filename_lookup): 0 with the place and references to it in {@code out}, or
     * negative.
     */
    @KernelFunction("filename_lookup")
    public int lookup(int dfd, String name, int flags, Path out) {
        int error = checkName(name, flags);
        if (error != 0) {
            return error;
        }
        PathWalk nd = acquire();
        error = lookupAt(nd, dfd, name, flags | LookupFlags.RCU, out);
        if (error == -Errno.ECHILD) {
            error = lookupAt(nd, dfd, name, flags, out);
        }
        if (error == -Errno.ESTALE) {
            error = lookupAt(nd, dfd, name, flags | LookupFlags.REVAL, out);
        }
        release(nd);
        return error;
    }

    /** path_lookupat. */
    @KernelFunction("path_lookupat")
    static int lookupAt(PathWalk nd, int dfd, String name, int flags, Path out) {
        int error = nd.begin(dfd, name, flags);
        if (error == 0) {
            int result;
            do {
                error = PathSteps.walk(nd);
                result = error == 0 ? lastComponent(nd) : error;
                if (result == PathSteps.LINK) {
                    nd.text = nd.body.text;
                    nd.at = 0;
                }
            } while (result == PathSteps.LINK);
            error = result;
        }
        if (error == 0 && (flags & LookupFlags.MOUNTPOINT) != 0) {
            error = crossDown(nd);
        }
        if (error == 0) {
            error = nd.complete();
        }
        if (error == 0 && (nd.flags & LookupFlags.DIRECTORY) != 0 && !nd.path.entry().isDir()) {
            error = -Errno.ENOTDIR;
        }
        if (error == 0) {
            nd.take(out);
        }
        nd.end();
        return error;
    }

    /** lookup_last: a slash behind the last component asks for a directory. */
    private static int lastComponent(PathWalk nd) {
        if (nd.lastType == PathWalk.LAST_NORM && nd.last.isFollowed()) {
            nd.flags |= LookupFlags.FOLLOW | LookupFlags.DIRECTORY;
        }
        return PathSteps.component(nd, PathSteps.WALK_TRAILING);
    }

    /** Follows what is mounted where the walk stands (handle_lookup_down). */
    private static int crossDown(PathWalk nd) {
        Dentry here = nd.path.entry();
        int error = PathSteps.into(nd, PathSteps.WALK_NOFOLLOW, nd.isRcu() ? here : here.get());
        nd.jumped = false;
        return error;
    }

    /**
     * Looks up the directory of a path's last component (filename_parentat).
     *
     * @param last gets the last component
     * @return PathWalk.LAST_* with the place and references to it in {@code out}, or negative
     */
    @KernelFunction("filename_parentat")
    int parent(int dfd, String name, int flags, Path out, Qstr last) {
        int error = checkName(name, flags);
        if (error != 0) {
            return error;
        }
        PathWalk nd = acquire();
        int result = parentAt(nd, dfd, name, flags | LookupFlags.RCU, out);
        if (result == -Errno.ECHILD) {
            result = parentAt(nd, dfd, name, flags, out);
        }
        if (result == -Errno.ESTALE) {
            result = parentAt(nd, dfd, name, flags | LookupFlags.REVAL, out);
        }
        last.set(nd.last);
        release(nd);
        return result;
    }

    @KernelFunction("path_parentat")
    private static int parentAt(PathWalk nd, int dfd, String name, int flags, Path out) {
        int error = nd.begin(dfd, name, flags);
        if (error == 0) {
            error = PathSteps.walk(nd);
        }
        if (error == 0) {
            error = nd.complete();
        }
        if (error == 0) {
            nd.take(out);
        }
        int type = nd.lastType;
        nd.end();
        return error == 0 ? type : error;
    }

    /**
     * Looks up a name that is about to be created (filename_create): on success its directory is
     * locked and in {@code out} with references, and changes of its mount are announced; {@link
     * #doneCreating} undoes that.
     *
     * @param flags {@link LookupFlags#DIRECTORY} when a directory is to be made, {@link
     *     LookupFlags#REVAL}
     * @return the negative dentry with a reference, or an error
     */
    @KernelFunction("filename_create")
    Dentry create(int dfd, String name, int flags, Path out, Qstr last) {
        int reval = flags & LookupFlags.REVAL;
        int type = parent(dfd, name, reval, out, last);
        if (type < 0) {
            return Dentry.error(type);
        }
        if (type != PathWalk.LAST_NORM) {
            out.put();
            return Dentry.error(-Errno.EEXIST);
        }
        Mount mount = out.mount();
        int readOnly = mount.wantWrite();
        boolean wrongSlash = last.isFollowed() && (flags & LookupFlags.DIRECTORY) == 0;
        int create = wrongSlash ? 0 : LookupFlags.CREATE | LookupFlags.EXCL;
        Inode dir = out.entry().inode();
        dir.lock();
        Dentry dentry = PathSteps.exclusive(last, out.entry(), reval | create);
        int error = dentry.error();
        if (error == 0) {
            if (dentry.isPositive()) {
                error = -Errno.EEXIST;
            } else if (wrongSlash) {
                error = -Errno.ENOENT;
            } else {
                error = readOnly;
            }
            if (error == 0) {
                return dentry;
            }
            dentry.put();
        }
        dir.unlock();
        if (readOnly == 0) {
            mount.dropWrite();
        }
        out.put();
        return Dentry.error(error);
    }

    /** Ends {@link #create} (done_path_create). */
    static void doneCreating(Path path, Dentry dentry) {
        dentry.put();
        path.entry().inode().unlock();
        path.mount().dropWrite();
        path.put();
    }
}
