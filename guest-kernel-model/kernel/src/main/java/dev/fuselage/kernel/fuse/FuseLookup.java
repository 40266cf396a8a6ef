package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Dentry;
import org.jspecify.annotations.Nullable;

/** LOOKUP of a name that is not cached ({@code fuse_lookup}, {@code fuse_lookup_name}). */
final class FuseLookup {
    private FuseLookup() {}

    /**
     * Looks up the name of a new dentry.
     *
     * @return null when the dentry was used, another one in its place, or an error
     */
    @KernelFunction("fuse_lookup_name")
    static @Nullable Dentry lookup(FuseInode dir, Dentry dentry) {
        if (dir.isBad()) {
            return Dentry.error(-Errno.EIO);
        }
        String name = dentry.name();
        if (name.length() > FuseInode.NAME_MAX) {
            return Dentry.error(-Errno.ENAMETOOLONG);
        }
        FuseConn fc = dir.conn();
        boolean locked = dir.lockForOldServer();
        long version = fc.attrVersion();
        FuseReq req = fc.request(dir.mount(), Opcode.LOOKUP, dir.nodeid);
        req.inName(name);
        req.out(FuseEntryOut.SIZE);
        int error = fc.send(req);
        FuseEntry entry = req.entry;
        FuseInode fi = null;
        if (error == 0) {
            entry.read(req.reply());
            if (entry.nodeid != 0) {
                error = entry.attr.isInvalid() ? -Errno.EIO : 0;
                fi = error == 0 ? inode(dir, entry, version) : null;
            }
        }
        dir.unlockForOldServer(locked);
        Dentry result = take(dir, dentry, entry, fi, error);
        req.release();
        return result;
    }

    private static FuseInode inode(FuseInode dir, FuseEntry entry, long version) {
        if (entry.nodeid == FuseProtocol.ROOT_ID) {
            entry.generation = 0;
        }
        return FuseInodes.get(
                dir.sb,
                entry.nodeid,
                entry.generation,
                entry.attr,
                entry.attrExpiry(dir.conn()),
                version);
    }

    private static @Nullable Dentry take(
            FuseInode dir, Dentry dentry, FuseEntry entry, @Nullable FuseInode fi, int error) {
        if (error != 0 && error != -Errno.ENOENT) {
            return Dentry.error(error);
        }
        if (fi != null && fi.nodeid == FuseProtocol.ROOT_ID) {
            fi.put();
            return Dentry.error(-Errno.EIO);
        }
        Dentry other = dentry.spliceAlias(fi);
        if (other != null && other.isError()) {
            return other;
        }
        Dentry used = other == null ? dentry : other;
        // A name that is not there and whose absence the server did not time is asked for again at
        // once.
        FuseDentryOperations.setExpiry(used, error == 0 ? entry.entryExpiry(dir.conn()) : 0);
        if (fi != null) {
            dir.set(FuseInode.ADVISE_RDPLUS);
        }
        return other;
    }
}
