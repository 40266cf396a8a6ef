package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseCreateIn;
import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseLinkIn;
import dev.fuselage.fuse.FuseMkdirIn;
import dev.fuselage.fuse.FuseMknodIn;
import dev.fuselage.fuse.FuseOpenOut;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.OpenInFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.mm.Truncate;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.FileMode;
import dev.fuselage.kernel.vfs.OpenFile;
import org.jspecify.annotations.Nullable;

/** New names: CREATE, MKNOD, MKDIR, SYMLINK, LINK, TMPFILE. The directory's lock is held. */
final class FuseCreate {
    private FuseCreate() {}

    /**
     * Looks up, and creates and opens in one request what is not there ({@code fuse_atomic_open}).
     */
    @KernelFunction("fuse_atomic_open")
    static int atomicOpen(FuseInode dir, Dentry dentry, OpenFile file, int flags, int mode) {
        if (dir.isBad()) {
            return -Errno.EIO;
        }
        Dentry found = null;
        if (dentry.isInLookup()) {
            found = FuseLookup.lookup(dir, dentry);
            if (found != null && found.isError()) {
                return found.error();
            }
        }
        Dentry entry = found == null ? dentry : found;
        if ((flags & OpenFlags.O_CREAT) == 0 || entry.isPositive()) {
            return file.finishNoOpen(found);
        }
        file.mode |= FileMode.FMODE_CREATED;
        FuseMissing missing = dir.conn().missing;
        int error = -Errno.ENOSYS;
        if (!missing.create) {
            error = createOpen(dir, entry, file, flags, mode, Opcode.CREATE);
            missing.create = error == -Errno.ENOSYS;
            if (error == -Errno.EEXIST) {
                FuseDentryOperations.invalidate(entry);
            }
        }
        if (error == -Errno.ENOSYS) {
            error = mknod(dir, entry, mode, 0);
            if (error == 0) {
                return file.finishNoOpen(found);
            }
        }
        if (found != null) {
            found.put();
        }
        return error;
    }

    /** {@code fuse_create_open}: the reply names the new inode and opens it. */
    @KernelFunction("fuse_create_open")
    private static int createOpen(
            FuseInode dir, Dentry entry, OpenFile file, int flags, int mode, Opcode opcode) {
        FuseConn fc = dir.conn();
        boolean truncate = (flags & OpenFlags.O_TRUNC) != 0;
        int umask = dir.sb.vfs().umask();
        int openFlags = flags & ~OpenFlags.O_NOCTTY;
        FuseReq req = fc.request(dir.mount(), opcode, dir.nodeid);
        Wire in = req.in(FuseCreateIn.SIZE);
        FuseCreateIn.FLAGS.set(in, openFlags);
        FuseCreateIn.MODE.set(in, fc.features.dontMask ? mode : mode & ~umask);
        FuseCreateIn.UMASK.set(in, umask);
        boolean mayKill =
                fc.features.handleKillprivV2 && truncate && (openFlags & OpenFlags.O_EXCL) == 0;
        if (mayKill && !dir.sb.vfs().credentials().capable(Capability.FSETID)) {
            FuseCreateIn.OPEN_FLAGS.set(in, OpenInFlags.OPEN_KILL_SUIDGID);
        }
        req.inName(entry.name());
        FuseCreateExtension.add(req, dir);
        req.out(FuseEntryOut.SIZE);
        req.out(FuseOpenOut.SIZE);
        int error = fc.send(req, true);
        FuseEntry made = req.entry;
        FuseFile ff = null;
        if (error == 0) {
            made.read(req.reply());
            if (!Mode.isRegular(made.attr.mode)
                    || made.hasInvalidNodeid()
                    || made.attr.isInvalid()) {
                error = -Errno.EIO;
            } else {
                ff = new FuseFile(dir.mount(), made.nodeid, true);
                ff.opened(req.secondReply());
            }
        }
        if (ff != null) {
            error = finishCreate(dir, entry, file, ff, made, openFlags);
        }
        req.release();
        return error;
    }

    private static int finishCreate(
            FuseInode dir, Dentry entry, OpenFile file, FuseFile ff, FuseEntry made, int flags) {
        FuseConn fc = dir.conn();
        FuseInode fi =
                FuseInodes.get(
                        dir.sb, made.nodeid, made.generation, made.attr, made.attrExpiry(fc), 0);
        entry.instantiate(fi);
        FuseDentryOperations.setExpiry(entry, made.entryExpiry(fc));
        dir.dirChanged();
        file.privateData = ff;
        int error = file.finishOpen(entry, FuseOpen.FINISH);
        if (error != 0) {
            ff.syncRelease(fi, flags);
        } else if (fc.features.atomicOTrunc && (flags & OpenFlags.O_TRUNC) != 0) {
            Truncate.truncatePagecache(fi, 0);
        } else if (!ff.keepsCache()) {
            int _ = Truncate.invalidateInodePages2(fi.mapping);
        }
        return error;
    }

    /** {@code fuse_tmpfile}. */
    @KernelFunction("fuse_tmpfile")
    static int tmpfile(FuseInode dir, OpenFile file, int mode) {
        FuseMissing missing = dir.conn().missing;
        if (missing.tmpfile) {
            return -Errno.EOPNOTSUPP;
        }
        int error = createOpen(dir, file.dentry(), file, file.flags, mode, Opcode.TMPFILE);
        if (error == -Errno.ENOSYS) {
            missing.tmpfile = true;
            return -Errno.EOPNOTSUPP;
        }
        return error;
    }

    /** {@code fuse_mknod}. */
    @KernelFunction("fuse_mknod")
    static int mknod(FuseInode dir, Dentry entry, int mode, int rdev) {
        int umask = dir.sb.vfs().umask();
        int masked = dir.conn().features.dontMask ? mode : mode & ~umask;
        FuseReq req = begin(dir, Opcode.MKNOD, 0);
        Wire in = req.in(FuseMknodIn.SIZE);
        FuseMknodIn.MODE.set(in, masked);
        FuseMknodIn.RDEV.set(in, rdev);
        FuseMknodIn.UMASK.set(in, umask);
        req.inName(entry.name());
        return newEntry(req, dir, entry, masked);
    }

    /** {@code fuse_mkdir}. */
    @KernelFunction("fuse_mkdir")
    static int mkdir(FuseInode dir, Dentry entry, int mode) {
        int umask = dir.sb.vfs().umask();
        FuseReq req = begin(dir, Opcode.MKDIR, 0);
        Wire in = req.in(FuseMkdirIn.SIZE);
        FuseMkdirIn.MODE.set(in, dir.conn().features.dontMask ? mode : mode & ~umask);
        FuseMkdirIn.UMASK.set(in, umask);
        req.inName(entry.name());
        return newEntry(req, dir, entry, Mode.S_IFDIR);
    }

    /** {@code fuse_symlink}. */
    @KernelFunction("fuse_symlink")
    static int symlink(FuseInode dir, Dentry entry, String target) {
        FuseReq req =
                begin(
                        dir,
                        Opcode.SYMLINK,
                        entry.name().length() + target.length() + FuseEntryOut.SIZE + 64);
        req.inName(entry.name());
        req.inName(target);
        return newEntry(req, dir, entry, Mode.S_IFLNK);
    }

    /** {@code fuse_link}. */
    @KernelFunction("fuse_link")
    static int link(FuseInode dir, Dentry entry, FuseInode fi) {
        FuseReq req = begin(dir, Opcode.LINK, 0);
        FuseLinkIn.OLDNODEID.set(req.in(FuseLinkIn.SIZE), fi.nodeid);
        req.inName(entry.name());
        int error = newEntry(req, dir, entry, fi.mode);
        if (error == -Errno.EINTR) {
            fi.invalidateAttr();
        }
        return error == -Errno.ENOSYS ? -Errno.EPERM : error;
    }

    private static FuseReq begin(FuseInode dir, Opcode opcode, int room) {
        return dir.conn().request(dir.mount(), opcode, dir.nodeid, room);
    }

    /** Sends a request that makes a name and takes in what it names ({@code create_new_entry}). */
    @KernelFunction("create_new_entry")
    private static int newEntry(FuseReq req, FuseInode dir, Dentry entry, int mode) {
        FuseConn fc = dir.conn();
        int error = -Errno.EIO;
        if (!dir.isBad()) {
            boolean creates = req.opcode() != Opcode.LINK;
            if (creates) {
                FuseCreateExtension.add(req, dir);
            }
            req.out(FuseEntryOut.SIZE);
            error = fc.send(req, creates);
            if (error == -Errno.EEXIST) {
                FuseDentryOperations.invalidate(entry);
            } else if (error == 0) {
                req.entry.read(req.reply());
                error = takeNew(dir, entry, req.entry, mode);
            }
        }
        req.release();
        return error;
    }

    private static int takeNew(FuseInode dir, Dentry entry, FuseEntry made, int mode) {
        if (made.hasInvalidNodeid()
                || made.attr.isInvalid()
                || Mode.type(made.attr.mode) != Mode.type(mode)) {
            return -Errno.EIO;
        }
        FuseConn fc = dir.conn();
        FuseInode fi =
                FuseInodes.get(
                        dir.sb, made.nodeid, made.generation, made.attr, made.attrExpiry(fc), 0);
        entry.drop();
        @Nullable Dentry other = entry.spliceAlias(fi);
        if (other != null && other.isError()) {
            return other.error();
        }
        if (other != null) {
            FuseDentryOperations.setExpiry(other, made.entryExpiry(fc));
            other.put();
        } else {
            FuseDentryOperations.setExpiry(entry, made.entryExpiry(fc));
        }
        dir.dirChanged();
        return 0;
    }
}
