package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.task.KernelFunction;
import org.jspecify.annotations.Nullable;

/**
 * open(2) (path_openat): the walk to the last component, the look-up of that component under the
 * directory's lock when it may have to be created, the checks, and the truncation. One object opens
 * one file.
 */
final class FileOpening {
    private final Vfs vfs;
    private final Path place = new Path();
    private final OpenHow how = new OpenHow();
    private @Nullable OpenFile result;

    FileOpening(Vfs vfs) {
        this.vfs = vfs;
    }

    /** Opens a path (do_filp_open): 0 with the file in {@link #takeFile}, or negative. */
    @KernelFunction("do_filp_open")
    int open(int dfd, String name, int flags, int createMode) {
        int error = how.prepare(flags, createMode);
        return error == 0 ? open(dfd, name) : error;
    }

    /** Opens a program to be executed: the same. */
    int openExecutable(int dfd, String name) {
        how.prepareExec();
        return open(dfd, name);
    }

    private int open(int dfd, String name) {
        int error = PathLookup.checkName(name, 0);
        if (error != 0) {
            return error;
        }
        PathWalk nd = vfs.paths().acquire();
        error = openAt(nd, dfd, name, how.lookup | LookupFlags.RCU);
        if (error == -Errno.ECHILD) {
            error = openAt(nd, dfd, name, how.lookup);
        }
        if (error == -Errno.ESTALE) {
            error = openAt(nd, dfd, name, how.lookup | LookupFlags.REVAL);
        }
        vfs.paths().release(nd);
        return error;
    }

    /** The opened file, with its reference. */
    OpenFile takeFile() {
        OpenFile file = result;
        if (file == null) {
            throw new IllegalStateException("nothing has been opened");
        }
        result = null;
        return file;
    }

    @KernelFunction("path_openat")
    private int openAt(PathWalk nd, int dfd, String name, int flags) {
        OpenFile file = new OpenFile(vfs, how.flags, vfs.credentials());
        int error;
        if (how.isTemporary()) {
            error = temporary(nd, dfd, name, flags, file);
        } else if (how.has(OpenFlags.O_PATH)) {
            error = pathOnly(nd, dfd, name, flags, file);
        } else {
            error = walk(nd, dfd, name, flags, file);
            if (error == 0) {
                error = finish(nd, file);
            }
            nd.end();
        }
        if (error == 0 && file.isOpened()) {
            result = file;
            return 0;
        }
        file.put();
        return error == 0 ? -Errno.EINVAL : error;
    }

    private int walk(PathWalk nd, int dfd, String name, int flags, OpenFile file) {
        int error = nd.begin(dfd, name, flags);
        if (error != 0) {
            return error;
        }
        while (true) {
            error = PathSteps.walk(nd);
            int step = error == 0 ? lastComponent(nd, file) : error;
            if (step != PathSteps.LINK) {
                return step;
            }
            nd.text = nd.body.text;
            nd.at = 0;
        }
    }

    // ---- the last component

    /** open_last_lookups: 0, {@link PathSteps#LINK} or negative. */
    @KernelFunction("open_last_lookups")
    private int lastComponent(PathWalk nd, OpenFile file) {
        nd.flags |= how.intent;
        if (nd.lastType != PathWalk.LAST_NORM) {
            if (nd.depth > 0) {
                nd.popLink();
            }
            return PathSteps.dots(nd);
        }
        Dentry dentry = fromCache(nd);
        if (dentry == null) {
            dentry = underLock(nd, file);
            if (!dentry.isError()
                    && (file.mode & (FileMode.FMODE_OPENED | FileMode.FMODE_CREATED)) != 0) {
                nd.path.entry().put();
                nd.path.dentry = dentry;
                return 0;
            }
        }
        if (dentry.isError()) {
            return dentry.error();
        }
        if (nd.depth > 0) {
            nd.popLink();
        }
        int step = PathSteps.into(nd, PathSteps.WALK_TRAILING, dentry);
        if (step != 0) {
            nd.flags &= ~(LookupFlags.OPEN | LookupFlags.CREATE | LookupFlags.EXCL);
        }
        return step;
    }

    /** lookup_fast_for_open: null when the look-up has to be done under the directory's lock. */
    private @Nullable Dentry fromCache(PathWalk nd) {
        boolean create = how.has(OpenFlags.O_CREAT);
        if (create) {
            if (nd.last.isFollowed()) {
                return Dentry.error(-Errno.EISDIR);
            }
            if (how.has(OpenFlags.O_EXCL)) {
                return null;
            }
        }
        if (nd.last.isFollowed()) {
            nd.flags |= LookupFlags.FOLLOW | LookupFlags.DIRECTORY;
        }
        Dentry dentry = PathSteps.fast(nd);
        if (dentry != null && !dentry.isError() && create && dentry.isNegative()) {
            if (!nd.isRcu()) {
                dentry.put();
            }
            return null;
        }
        return dentry;
    }

    private Dentry underLock(PathWalk nd, OpenFile file) {
        boolean create = how.has(OpenFlags.O_CREAT);
        if (nd.isRcu()) {
            nd.unlazy();
        }
        int writes = OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_WRONLY | OpenFlags.O_RDWR;
        Mount mount = nd.path.mount();
        boolean gotWrite = how.has(writes) && mount.wantWrite() == 0;
        Inode dir = nd.path.entry().inode();
        if (create) {
            dir.lock();
        } else {
            dir.lockShared();
        }
        Dentry dentry = OpenLookup.open(nd, how, file, gotWrite);
        if (!dentry.isError() && file.has(FileMode.FMODE_CREATED)) {
            Fsnotify.create(dir);
        }
        if (create) {
            dir.unlock();
        } else {
            dir.unlockShared();
        }
        if (gotWrite) {
            mount.dropWrite();
        }
        return dentry;
    }

    // ---- the file

    /** Checks and opens what the walk has come to, and truncates it (do_open). */
    @KernelFunction("do_open")
    private int finish(PathWalk nd, OpenFile file) {
        boolean created = file.has(FileMode.FMODE_CREATED);
        if (!created && !file.isOpened()) {
            int error = nd.complete();
            if (error != 0) {
                return error;
            }
        }
        Dentry dentry = nd.path.entry();
        if (how.has(OpenFlags.O_CREAT)) {
            if (how.has(OpenFlags.O_EXCL) && !created) {
                return -Errno.EEXIST;
            }
            if (dentry.isDir()) {
                return -Errno.EISDIR;
            }
            if (OpenChecks.stickyForbids(nd, dentry.inode(), vfs.credentials().fsuid())) {
                return -Errno.EACCES;
            }
        }
        if ((nd.flags & LookupFlags.DIRECTORY) != 0 && !dentry.isDir()) {
            return -Errno.ENOTDIR;
        }
        int flags = how.flags;
        int access = how.access;
        boolean truncate = false;
        if (created) {
            flags &= ~OpenFlags.O_TRUNC;
            access = 0;
        } else if ((flags & OpenFlags.O_TRUNC) != 0
                && dentry.isPositive()
                && dentry.inode().isRegular()) {
            int error = nd.path.mount().wantWrite();
            if (error != 0) {
                return error;
            }
            truncate = true;
        }
        Mount mount = nd.path.mount();
        int error = OpenChecks.mayOpen(nd.path, access, flags);
        if (error == 0 && !file.isOpened()) {
            error = file.open(nd.path);
        }
        if (error == 0 && truncate) {
            error = truncate(file);
        }
        if (truncate) {
            mount.dropWrite();
        }
        return error;
    }

    /** handle_truncate. */
    @KernelFunction("handle_truncate")
    private static int truncate(OpenFile file) {
        Inode inode = file.inode();
        if (inode.writeCount < 0) {
            return -Errno.ETXTBSY;
        }
        inode.writeCount++;
        int error =
                FileSizes.truncate(
                        file.dentry(),
                        0,
                        AttrValid.ATTR_MTIME | AttrValid.ATTR_CTIME | AttrValid.ATTR_OPEN,
                        file);
        inode.writeCount--;
        return error;
    }

    // ---- other kinds

    /** O_TMPFILE (do_tmpfile). */
    @KernelFunction("do_tmpfile")
    private int temporary(PathWalk nd, int dfd, String name, int flags, OpenFile file) {
        int error = PathLookup.lookupAt(nd, dfd, name, flags | LookupFlags.DIRECTORY, place);
        if (error != 0) {
            return error;
        }
        Mount mount = place.mount();
        error = mount.wantWrite();
        if (error == 0) {
            error = temporaryIn(file);
            mount.dropWrite();
        }
        place.put();
        return error;
    }

    private int temporaryIn(OpenFile file) {
        Dentry parent = place.entry();
        Inode dir = parent.inode();
        int error = Permission.check(dir, MayMask.MAY_WRITE | MayMask.MAY_EXEC);
        if (error != 0) {
            return error;
        }
        if (!dir.op.hasTmpfile()) {
            return -Errno.EOPNOTSUPP;
        }
        Dentry child = parent.allocChild(new Qstr().set("/"));
        file.path.set(place.mnt, child);
        error =
                dir.op.tmpfile(
                        dir, file, NameChanges.prepareMode(dir, how.mode, how.mode, how.mode));
        child.put();
        if (error != 0) {
            return error;
        }
        error = OpenChecks.mayOpen(file.path, 0, file.flags);
        if (error == 0 && !how.has(OpenFlags.O_EXCL)) {
            file.inode().state |= Inode.I_LINKABLE;
        }
        return error;
    }

    /** O_PATH (do_o_path). */
    private int pathOnly(PathWalk nd, int dfd, String name, int flags, OpenFile file) {
        int error = PathLookup.lookupAt(nd, dfd, name, flags, place);
        if (error == 0) {
            error = file.open(place);
            place.put();
        }
        return error;
    }
}
