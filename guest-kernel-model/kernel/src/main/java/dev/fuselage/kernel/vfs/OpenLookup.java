package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.task.KernelFunction;

/**
 * The look-up of the last component of a path that is opened, under its directory's lock; creates
 * or opens it in the same step where the file system can (lookup_open, atomic_open).
 */
final class OpenLookup {
    private OpenLookup() {}

    /**
     * lookup_open.
     *
     * @param gotWrite whether the mount may be written to
     * @return with a reference, or an error
     */
    @KernelFunction("lookup_open")
    static Dentry open(PathWalk nd, OpenHow how, OpenFile file, boolean gotWrite) {
        Inode dir = nd.path.entry().inode();
        if (dir.isDeadDir()) {
            return Dentry.error(-Errno.ENOENT);
        }
        file.mode &= ~FileMode.FMODE_CREATED;
        Dentry dentry = cachedOrInLookup(nd);
        if (dentry.isError() || dentry.isPositive()) {
            return dentry;
        }
        int flags = how.flags;
        if (!gotWrite) {
            flags &= ~OpenFlags.O_TRUNC;
        }
        int createMode = how.mode;
        int createError = 0;
        if ((flags & OpenFlags.O_CREAT) != 0) {
            if ((flags & OpenFlags.O_EXCL) != 0) {
                flags &= ~OpenFlags.O_TRUNC;
            }
            createMode = NameChanges.prepareMode(dir, how.mode, how.mode, how.mode);
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

    @KernelFunction("atomic_open")
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
}
