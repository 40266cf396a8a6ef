package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import org.jspecify.annotations.Nullable;

/**
 * open(2) (path_openat): the walk to the last component, the look-up of that component under the
 * directory's lock when it may have to be created, the checks, and the truncation. One object opens
 * one file.
 */
final class FileOpening {
    private static final int TMPFILE = OpenFlags.O_TMPFILE & ~OpenFlags.O_DIRECTORY;
    private static final int VALID =
            OpenFlags.O_ACCMODE
                    | OpenFlags.O_CREAT
                    | OpenFlags.O_EXCL
                    | OpenFlags.O_NOCTTY
                    | OpenFlags.O_TRUNC
                    | OpenFlags.O_APPEND
                    | OpenFlags.O_NONBLOCK
                    | OpenFlags.O_SYNC
                    | OpenFlags.FASYNC
                    | OpenFlags.O_DIRECT
                    | OpenFlags.O_LARGEFILE
                    | OpenFlags.O_DIRECTORY
                    | OpenFlags.O_NOFOLLOW
                    | OpenFlags.O_NOATIME
                    | OpenFlags.O_CLOEXEC
                    | OpenFlags.O_PATH
                    | OpenFlags.O_TMPFILE;
    private static final int WITH_PATH =
            OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW | OpenFlags.O_PATH | OpenFlags.O_CLOEXEC;

    private final Vfs vfs;
    private final Path place = new Path();
    private int openFlags;
    private int mode;
    private int accMode;
    private int intent;
    private int lookupFlags;
    private @Nullable OpenFile result;

    FileOpening(Vfs vfs) {
        this.vfs = vfs;
    }

    /** Takes apart what the program asked for (build_open_how, build_open_flags): 0 or -EINVAL. */
    private int prepare(int flags, int createMode) {
        int asked = flags & VALID;
        if ((asked & OpenFlags.O_PATH) != 0) {
            asked &= WITH_PATH;
        }
        asked &= ~OpenFlags.O_CLOEXEC;
        boolean creates = (asked & (OpenFlags.O_CREAT | TMPFILE)) != 0;
        mode = creates ? (createMode & Mode.S_IALLUGO) | Mode.S_IFREG : 0;
        accMode = accessMode(asked);
        int both = OpenFlags.O_DIRECTORY | OpenFlags.O_CREAT;
        if ((asked & both) == both) {
            return -Errno.EINVAL;
        }
        boolean temporary = (asked & TMPFILE) != 0;
        if (temporary
                && ((asked & OpenFlags.O_DIRECTORY) == 0 || (accMode & MayMask.MAY_WRITE) == 0)) {
            return -Errno.EINVAL;
        }
        if ((asked & OpenFlags.O_PATH) != 0) {
            accMode = 0;
        }
        if ((asked & (OpenFlags.O_SYNC & ~OpenFlags.O_DSYNC)) != 0) {
            asked |= OpenFlags.O_DSYNC;
        }
        openFlags = asked;
        accMode |= (asked & OpenFlags.O_TRUNC) != 0 ? MayMask.MAY_WRITE : 0;
        accMode |= (asked & OpenFlags.O_APPEND) != 0 ? MayMask.MAY_APPEND : 0;
        intend(asked);
        return 0;
    }

    private void intend(int asked) {
        boolean follow = (asked & OpenFlags.O_NOFOLLOW) == 0;
        intent = (asked & OpenFlags.O_PATH) != 0 ? 0 : LookupFlags.OPEN;
        if ((asked & OpenFlags.O_CREAT) != 0) {
            intent |= LookupFlags.CREATE;
            if ((asked & OpenFlags.O_EXCL) != 0) {
                intent |= LookupFlags.EXCL;
                follow = false;
            }
        }
        lookupFlags = (asked & OpenFlags.O_DIRECTORY) != 0 ? LookupFlags.DIRECTORY : 0;
        lookupFlags |= follow ? LookupFlags.FOLLOW : 0;
    }

    private static int accessMode(int flags) {
        return switch (flags & OpenFlags.O_ACCMODE) {
            case OpenFlags.O_RDONLY -> MayMask.MAY_READ;
            case OpenFlags.O_WRONLY -> MayMask.MAY_WRITE;
            default -> MayMask.MAY_READ | MayMask.MAY_WRITE;
        };
    }

    /** Opens a path (do_filp_open): 0 with the file in {@link #takeFile}, or negative. */
    int open(int dfd, String name, int flags, int createMode) {
        int error = prepare(flags, createMode);
        if (error == 0) {
            error = PathLookup.checkName(name, 0);
        }
        if (error != 0) {
            return error;
        }
        PathWalk nd = vfs.paths().acquire();
        error = openAt(nd, dfd, name, lookupFlags | LookupFlags.RCU);
        if (error == -Errno.ECHILD) {
            error = openAt(nd, dfd, name, lookupFlags);
        }
        if (error == -Errno.ESTALE) {
            error = openAt(nd, dfd, name, lookupFlags | LookupFlags.REVAL);
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

    private int openAt(PathWalk nd, int dfd, String name, int flags) {
        OpenFile file = new OpenFile(vfs, openFlags, vfs.credentials());
        int error;
        if ((openFlags & TMPFILE) != 0) {
            error = temporary(nd, dfd, name, flags, file);
        } else if ((openFlags & OpenFlags.O_PATH) != 0) {
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
    private int lastComponent(PathWalk nd, OpenFile file) {
        nd.flags |= intent;
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
        boolean create = (openFlags & OpenFlags.O_CREAT) != 0;
        if (create) {
            if (nd.last.isFollowed()) {
                return Dentry.error(-Errno.EISDIR);
            }
            if ((openFlags & OpenFlags.O_EXCL) != 0) {
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
        boolean create = (openFlags & OpenFlags.O_CREAT) != 0;
        if (nd.isRcu()) {
            nd.unlazy();
        }
        int writes = OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_WRONLY | OpenFlags.O_RDWR;
        Mount mount = nd.path.mount();
        boolean gotWrite = (openFlags & writes) != 0 && mount.wantWrite() == 0;
        Inode dir = nd.path.entry().inode();
        if (create) {
            dir.lock();
        } else {
            dir.lockShared();
        }
        Dentry dentry = lookupOpen(nd, file, gotWrite);
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

    /**
     * Looks the component up and creates or opens it in the same step where the file system can
     * (lookup_open).
     */
    private Dentry lookupOpen(PathWalk nd, OpenFile file, boolean gotWrite) {
        Inode dir = nd.path.entry().inode();
        if (dir.isDeadDir()) {
            return Dentry.error(-Errno.ENOENT);
        }
        file.mode &= ~FileMode.FMODE_CREATED;
        Dentry dentry = cachedOrInLookup(nd);
        if (dentry.isError() || dentry.isPositive()) {
            return dentry;
        }
        int flags = openFlags;
        if (!gotWrite) {
            flags &= ~OpenFlags.O_TRUNC;
        }
        int createMode = mode;
        int createError = 0;
        if ((flags & OpenFlags.O_CREAT) != 0) {
            if ((flags & OpenFlags.O_EXCL) != 0) {
                flags &= ~OpenFlags.O_TRUNC;
            }
            createMode = NameChanges.prepareMode(dir, mode, mode, mode);
            createError =
                    gotWrite
                            ? Permission.check(dir, MayMask.MAY_WRITE | MayMask.MAY_EXEC)
                            : -Errno.EROFS;
        }
        if (createError != 0) {
            flags &= ~OpenFlags.O_CREAT;
        }
        if (dir.op.hasAtomicOpen()) {
            Dentry opened = atomicOpen(nd, dentry, file, flags, createMode);
            return createError != 0 && opened.error() == -Errno.ENOENT
                    ? Dentry.error(createError)
                    : opened;
        }
        return lookupCreate(nd, dentry, file, flags, createMode, createError);
    }

    private static Dentry cachedOrInLookup(PathWalk nd) {
        Dentry dir = nd.path.entry();
        Dentry dentry = dir.lookup(nd.last);
        while (true) {
            if (dentry == null) {
                dentry = dir.allocParallel(nd.last);
            }
            if (dentry.isInLookup()) {
                return dentry;
            }
            int status = PathSteps.revalidate(dentry, nd.flags);
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
            dentry = null;
        }
    }

    private static Dentry atomicOpen(
            PathWalk nd, Dentry dentry, OpenFile file, int flags, int createMode) {
        int asked = (nd.flags & LookupFlags.DIRECTORY) != 0 ? flags | OpenFlags.O_DIRECTORY : flags;
        file.path.set(nd.path.mnt, null);
        Inode dir = nd.path.entry().inode();
        int error = dir.op.atomicOpen(dir, dentry, file, asked, createMode);
        dentry.lookupDone();
        Dentry found = file.path.dentry;
        if (error != 0) {
            dentry.put();
            return Dentry.error(error);
        }
        if (file.isOpened()) {
            if (found == null || found == dentry) {
                return dentry;
            }
            dentry.put();
            return found.get();
        }
        file.path.set(null, null);
        if (found != null) {
            dentry.put();
        } else {
            found = dentry;
        }
        if (found.isNegative()) {
            found.put();
            return Dentry.error(-Errno.ENOENT);
        }
        return found;
    }

    private static Dentry lookupCreate(
            PathWalk nd, Dentry given, OpenFile file, int flags, int createMode, int createError) {
        Inode dir = nd.path.entry().inode();
        Dentry dentry = given;
        if (dentry.isInLookup()) {
            Dentry other = dir.op.lookup(dir, dentry, nd.flags);
            dentry.lookupDone();
            if (other != null) {
                dentry.put();
                if (other.isError()) {
                    return other;
                }
                dentry = other;
            }
        }
        int error = 0;
        if (dentry.isNegative()) {
            if ((flags & OpenFlags.O_CREAT) != 0) {
                file.mode |= FileMode.FMODE_CREATED;
                error = dir.op.create(dir, dentry, createMode, (flags & OpenFlags.O_EXCL) != 0);
            } else {
                error = createError;
            }
        }
        if (error != 0) {
            dentry.put();
            return Dentry.error(error);
        }
        return dentry;
    }

    // ---- the file

    /** Checks and opens what the walk has come to, and truncates it (do_open). */
    private int finish(PathWalk nd, OpenFile file) {
        boolean created = file.has(FileMode.FMODE_CREATED);
        if (!created && !file.isOpened()) {
            int error = nd.complete();
            if (error != 0) {
                return error;
            }
        }
        Dentry dentry = nd.path.entry();
        if ((openFlags & OpenFlags.O_CREAT) != 0) {
            if ((openFlags & OpenFlags.O_EXCL) != 0 && !created) {
                return -Errno.EEXIST;
            }
            if (dentry.isDir()) {
                return -Errno.EISDIR;
            }
            if (stickyForbids(nd, dentry.inode())) {
                return -Errno.EACCES;
            }
        }
        if ((nd.flags & LookupFlags.DIRECTORY) != 0 && !dentry.isDir()) {
            return -Errno.ENOTDIR;
        }
        int flags = openFlags;
        int access = accMode;
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
        int error = mayOpen(nd.path, access, flags);
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

    /**
     * O_CREAT of a device or socket that is there already, in a sticky directory that all may
     * write, is for its owner and the directory's (may_create_in_sticky with protected_regular and
     * protected_fifos off, as they are without a sysctl.conf).
     */
    private boolean stickyForbids(PathWalk nd, Inode inode) {
        if ((nd.dirMode & Mode.S_ISVTX) == 0 || inode.isRegular() || Mode.isFifo(inode.mode)) {
            return false;
        }
        boolean owner = inode.uid == nd.dirUid || inode.uid == vfs.credentials().fsuid();
        return !owner && (nd.dirMode & Mode.S_IWOTH) != 0;
    }

    /** may_open. */
    private static int mayOpen(Path path, int access, int flags) {
        Inode inode = path.entry().inodeOrNull();
        if (inode == null) {
            return -Errno.ENOENT;
        }
        boolean exec = (access & MayMask.MAY_EXEC) != 0;
        if (inode.isLink()) {
            return -Errno.ELOOP;
        }
        if (inode.isDir()) {
            if ((access & MayMask.MAY_WRITE) != 0) {
                return -Errno.EISDIR;
            }
            if (exec) {
                return -Errno.EACCES;
            }
        } else if (Mode.isSpecial(inode.mode)) {
            boolean device = Mode.isCharacterDevice(inode.mode) || Mode.isBlockDevice(inode.mode);
            if (exec || (device && (path.mount().flags() & Mount.MNT_NODEV) != 0)) {
                return -Errno.EACCES;
            }
        } else if (exec && (path.mount().flags() & Mount.MNT_NOEXEC) != 0) {
            return -Errno.EACCES;
        }
        int error = Permission.check(inode, MayMask.MAY_OPEN | access);
        if (error != 0) {
            return error;
        }
        return mayOpenAppendOnly(inode, flags);
    }

    private static int mayOpenAppendOnly(Inode inode, int flags) {
        if (inode.isAppend()) {
            boolean writes = (flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY;
            if ((writes && (flags & OpenFlags.O_APPEND) == 0) || (flags & OpenFlags.O_TRUNC) != 0) {
                return -Errno.EPERM;
            }
        }
        return (flags & OpenFlags.O_NOATIME) != 0 && !Permission.ownerOrCapable(inode)
                ? -Errno.EPERM
                : 0;
    }

    /** handle_truncate. */
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
        error = dir.op.tmpfile(dir, file, NameChanges.prepareMode(dir, mode, mode, mode));
        child.put();
        if (error != 0) {
            return error;
        }
        error = mayOpen(file.path, 0, file.flags);
        if (error == 0 && (openFlags & OpenFlags.O_EXCL) == 0) {
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
