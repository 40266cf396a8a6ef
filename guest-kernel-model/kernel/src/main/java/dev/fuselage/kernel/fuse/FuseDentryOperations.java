package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.AttrFlags;
import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.AutomountResult;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.DentryOperations;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.LookupFlags;
import dev.fuselage.kernel.vfs.Path;

/**
 * Whether a cached name still holds (the dentry operations of fs/fuse/dir.c). A dentry's word is
 * the jiffy until which it does.
 */
final class FuseDentryOperations extends DentryOperations {
    static final FuseDentryOperations INSTANCE = new FuseDentryOperations();

    private static final int VALID = 1;
    private static final int INVALID = 0;

    private FuseDentryOperations() {}

    /**
     * Sets until when a name holds; where names without time are not worth keeping, one that has
     * expired goes at its last use ({@code fuse_dentry_settime}).
     */
    static void setExpiry(Dentry dentry, long expiry) {
        FuseConn fc = FuseMount.of(dentry.sb()).conn();
        dentry.setOpDelete(expiry == 0 && fc.deleteStale);
        dentry.fsdata = expiry;
    }

    /** The next use of the name asks the server ({@code fuse_invalidate_entry_cache}). */
    static void expire(Dentry dentry) {
        setExpiry(dentry, 0);
    }

    /** As {@link #expire}, and drops the name if nobody uses it ({@code fuse_invalidate_entry}). */
    static void invalidate(Dentry dentry) {
        dentry.invalidate();
        expire(dentry);
    }

    @Override
    public boolean hasRevalidate() {
        return true;
    }

    @Override
    public boolean hasDelete() {
        return true;
    }

    @Override
    public boolean delete(Dentry dentry) {
        return FuseMount.of(dentry.sb()).conn().isExpired(dentry.fsdata);
    }

    @Override
    @KernelFunction("fuse_dentry_revalidate")
    public int revalidate(Dentry dentry, int flags) {
        Inode inode = dentry.inodeOrNull();
        FuseInode fi = inode == null ? null : FuseInode.of(inode);
        if (fi != null && fi.isBad()) {
            return INVALID;
        }
        boolean asked =
                (flags & (LookupFlags.EXCL | LookupFlags.REVAL | LookupFlags.RENAME_TARGET)) != 0;
        boolean rcu = (flags & LookupFlags.RCU) != 0;
        if (asked || FuseMount.of(dentry.sb()).conn().isExpired(dentry.fsdata)) {
            if (fi == null) {
                return INVALID;
            }
            return rcu ? -Errno.ECHILD : ask(dentry, fi);
        }
        if (fi != null) {
            if (rcu) {
                return fi.has(FuseInode.INIT_RDPLUS) ? -Errno.ECHILD : VALID;
            }
            if (fi.take(FuseInode.INIT_RDPLUS)) {
                FuseInode.of(dentry.parent().inode()).set(FuseInode.ADVISE_RDPLUS);
            }
        }
        return VALID;
    }

    /**
     * Looks the name up again: the same object keeps its dentry, with new attributes and a new
     * time.
     */
    private static int ask(Dentry dentry, FuseInode fi) {
        FuseConn fc = fi.conn();
        long version = fc.attrVersion();
        Dentry parent = dentry.getParent();
        FuseReq req = fc.request(fi.mount(), Opcode.LOOKUP, FuseInode.of(parent.inode()).nodeid);
        req.inName(dentry.name());
        req.out(FuseEntryOut.SIZE);
        int error = fc.send(req);
        parent.put();
        int result = error == 0 ? compare(dentry, fi, req, version) : INVALID;
        req.release();
        return error == -Errno.ENOMEM || error == -Errno.EINTR ? error : result;
    }

    private static int compare(Dentry dentry, FuseInode fi, FuseReq req, long version) {
        FuseConn fc = fi.conn();
        FuseEntry entry = req.entry;
        entry.read(req.reply());
        if (entry.nodeid == 0) {
            return INVALID;
        }
        boolean submount = (entry.attr.flags & AttrFlags.ATTR_SUBMOUNT) != 0;
        if (entry.nodeid != fi.nodeid || fi.isAutomount() != submount) {
            fc.forget(entry.nodeid, 1);
            return INVALID;
        }
        fi.nlookup++;
        if (entry.attr.isInvalid() || fi.isStale(entry.generation, entry.attr)) {
            return INVALID;
        }
        fi.changeAttributes(entry.attr, null, entry.attrExpiry(fc), version);
        setExpiry(dentry, entry.entryExpiry(fc));
        return VALID;
    }

    @Override
    @KernelFunction("fuse_dentry_automount")
    public void automount(Path path, AutomountResult out) {
        FuseSubmount.mount(path, out);
    }
}
