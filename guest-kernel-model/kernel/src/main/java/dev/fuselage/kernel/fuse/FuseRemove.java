package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseRename2In;
import dev.fuselage.fuse.FuseRenameIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.RenameFlags;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Dentry;

/** Names that go or move: UNLINK, RMDIR, RENAME, RENAME2. The directories' locks are held. */
final class FuseRemove {
    private static final int KNOWN_FLAGS =
            RenameFlags.RENAME_NOREPLACE
                    | RenameFlags.RENAME_EXCHANGE
                    | RenameFlags.RENAME_WHITEOUT;

    private FuseRemove() {}

    /** {@code fuse_unlink} and {@code fuse_rmdir}. */
    static int remove(FuseInode dir, Dentry entry, Opcode opcode) {
        if (dir.isBad()) {
            return -Errno.EIO;
        }
        FuseConn fc = dir.conn();
        FuseReq req = fc.request(dir.mount(), opcode, dir.nodeid);
        req.inName(entry.name());
        int error = fc.send(req);
        req.release();
        if (error == 0) {
            dir.dirChanged();
            unlinked(entry);
        } else if (error == -Errno.EINTR || error == -Errno.ENOENT) {
            FuseDentryOperations.invalidate(entry);
        }
        return error;
    }

    /** The object has one name fewer ({@code fuse_entry_unlinked}). */
    @KernelFunction("fuse_entry_unlinked")
    private static void unlinked(Dentry entry) {
        FuseInode fi = FuseInode.of(entry.inode());
        fi.bumpAttrVersion();
        if (fi.isDir()) {
            fi.clearNlink();
        } else if (fi.nlink > 0) {
            fi.dropNlink();
        }
        FuseDentryOperations.expire(entry);
        fi.ctimeChanged();
    }

    /** {@code fuse_rename2}: without flags the old request, which all servers know. */
    @KernelFunction("fuse_rename2")
    static int rename(
            FuseInode oldDir, Dentry oldEntry, FuseInode newDir, Dentry newEntry, int flags) {
        FuseConn fc = oldDir.conn();
        if (oldDir.isBad()) {
            return -Errno.EIO;
        }
        if ((flags & ~KNOWN_FLAGS) != 0) {
            return -Errno.EINVAL;
        }
        if (flags == 0) {
            return send(oldDir, oldEntry, newDir, newEntry, flags);
        }
        if (fc.missing.rename2 || fc.minor < 23) {
            return -Errno.EINVAL;
        }
        int error = send(oldDir, oldEntry, newDir, newEntry, flags);
        if (error == -Errno.ENOSYS) {
            fc.missing.rename2 = true;
            return -Errno.EINVAL;
        }
        return error;
    }

    @KernelFunction("fuse_rename_common")
    private static int send(
            FuseInode oldDir, Dentry oldEntry, FuseInode newDir, Dentry newEntry, int flags) {
        FuseConn fc = oldDir.conn();
        FuseReq req =
                fc.request(
                        oldDir.mount(), flags == 0 ? Opcode.RENAME : Opcode.RENAME2, oldDir.nodeid);
        Wire in = req.in(flags == 0 ? FuseRenameIn.SIZE : FuseRename2In.SIZE);
        FuseRenameIn.NEWDIR.set(in, newDir.nodeid);
        if (flags != 0) {
            FuseRename2In.FLAGS.set(in, flags);
        }
        req.inName(oldEntry.name());
        req.inName(newEntry.name());
        int error = fc.send(req, (flags & RenameFlags.RENAME_WHITEOUT) != 0);
        req.release();
        if (error == 0) {
            renamed(oldDir, oldEntry, newDir, newEntry, flags);
        } else if (error == -Errno.EINTR || error == -Errno.ENOENT) {
            // Nobody knows whether it happened: ask again before the names are used.
            FuseDentryOperations.invalidate(oldEntry);
            if (newEntry.isPositive()) {
                FuseDentryOperations.invalidate(newEntry);
            }
        }
        return error;
    }

    private static void renamed(
            FuseInode oldDir, Dentry oldEntry, FuseInode newDir, Dentry newEntry, int flags) {
        boolean exchange = (flags & RenameFlags.RENAME_EXCHANGE) != 0;
        FuseInode.of(oldEntry.inode()).ctimeChanged();
        if (exchange) {
            FuseInode.of(newEntry.inode()).ctimeChanged();
        }
        oldDir.dirChanged();
        if (oldDir != newDir) {
            newDir.dirChanged();
        }
        if (!exchange && newEntry.isPositive()) {
            unlinked(newEntry);
        }
    }
}
