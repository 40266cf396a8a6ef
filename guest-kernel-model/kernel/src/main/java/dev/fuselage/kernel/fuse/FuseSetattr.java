package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.Fattr;
import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.FuseSetattrIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.mm.Truncate;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.AttrValid;
import dev.fuselage.kernel.vfs.Attributes;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.Iattr;
import dev.fuselage.kernel.vfs.OpenFile;
import org.jspecify.annotations.Nullable;

/**
 * Changes of attributes: SETATTR ({@code fuse_setattr}, {@code fuse_do_setattr}). The inode's lock
 * is held.
 */
final class FuseSetattr {
    private FuseSetattr() {}

    @KernelFunction("fuse_setattr")
    static int setattr(Dentry dentry, Iattr attr) {
        FuseInode fi = FuseInode.of(dentry.inode());
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        if (!FusePermission.allowsCurrent(fi.conn())) {
            return -Errno.EACCES;
        }
        OpenFile file = (attr.valid & AttrValid.ATTR_FILE) != 0 ? attr.file : null;
        int kill = AttrValid.ATTR_KILL_SUID | AttrValid.ATTR_KILL_SGID;
        if ((attr.valid & kill) != 0) {
            attr.valid &= ~(kill | AttrValid.ATTR_MODE);
            int error = killSetId(fi, attr, file);
            if (error != 0) {
                return error;
            }
        }
        if (attr.valid == 0) {
            return 0;
        }
        int error = change(dentry, fi, attr, file);
        if (error == 0 && fi.isDir() && (attr.valid & AttrValid.ATTR_MODE) != 0) {
            // Who may walk through it has changed, for the server too.
            FuseDentryOperations.expire(dentry);
        }
        return error;
    }

    /**
     * A server that does not do it itself is told which mode is left; computed from what it says
     * now, not from what is cached.
     */
    private static int killSetId(FuseInode fi, Iattr attr, @Nullable OpenFile file) {
        FuseFeatures features = fi.conn().features;
        if (features.handleKillpriv || features.handleKillprivV2) {
            return 0;
        }
        int error = FuseGetattr.ask(fi, null, file);
        if (error != 0) {
            return error;
        }
        attr.mode = fi.mode;
        if ((fi.mode & Mode.S_ISUID) != 0) {
            attr.valid |= AttrValid.ATTR_MODE;
            attr.mode &= ~Mode.S_ISUID;
        }
        int sgid = Mode.S_ISGID | Mode.S_IXGRP;
        if ((fi.mode & sgid) == sgid) {
            attr.valid |= AttrValid.ATTR_MODE;
            attr.mode &= ~Mode.S_ISGID;
        }
        return 0;
    }

    /** {@code fuse_do_setattr}. */
    @KernelFunction("fuse_do_setattr")
    static int change(Dentry dentry, FuseInode fi, Iattr attr, @Nullable OpenFile file) {
        FuseConn fc = fi.conn();
        if (!fc.defaultPermissions) {
            attr.valid |= AttrValid.ATTR_FORCE;
        }
        int error = Attributes.setattrPrepare(dentry, attr);
        if (error != 0) {
            return error;
        }
        boolean truncate = (attr.valid & AttrValid.ATTR_SIZE) != 0;
        if (truncate && !fi.isRegular()) {
            return -Errno.EIO;
        }
        boolean byOpen = (attr.valid & AttrValid.ATTR_OPEN) != 0;
        if (byOpen && fc.features.atomicOTrunc) {
            // OPEN has done it at the server; the pages are left.
            fi.size = 0;
            Truncate.truncatePagecache(fi, 0);
            return 0;
        }
        if (truncate) {
            fi.writeback().setNowrite();
            fi.set(FuseInode.SIZE_UNSTABLE);
        }
        error = send(fi, attr, byOpen ? null : file, truncate);
        fi.clear(FuseInode.SIZE_UNSTABLE);
        return error;
    }

    private static int send(FuseInode fi, Iattr attr, @Nullable OpenFile file, boolean truncate) {
        FuseConn fc = fi.conn();
        FuseReq req = fc.request(fi.mount(), Opcode.SETATTR, fi.nodeid);
        fill(fi, attr, file, req.in(FuseSetattrIn.SIZE));
        req.out(FuseAttrOut.SIZE);
        long version = fc.attrVersion();
        int error = fc.send(req);
        if (error == 0) {
            error = take(fi, req, version, truncate);
        } else if (error == -Errno.EINTR) {
            fi.invalidateAttr();
        }
        if (error != 0 && truncate) {
            fi.writeback().releaseNowrite();
        }
        req.release();
        return error;
    }

    /** {@code iattr_to_fattr}, the handle, the lock owner and the wish to drop set-id bits. */
    private static void fill(FuseInode fi, Iattr attr, @Nullable OpenFile file, Wire in) {
        int valid = attr.valid;
        int fattr = 0;
        if ((valid & AttrValid.ATTR_MODE) != 0) {
            fattr |= Fattr.FATTR_MODE;
            FuseSetattrIn.MODE.set(in, attr.mode);
        }
        if ((valid & AttrValid.ATTR_UID) != 0) {
            fattr |= Fattr.FATTR_UID;
            FuseSetattrIn.UID.set(in, attr.uid);
        }
        if ((valid & AttrValid.ATTR_GID) != 0) {
            fattr |= Fattr.FATTR_GID;
            FuseSetattrIn.GID.set(in, attr.gid);
        }
        fattr |= fillTimes(attr, in);
        if (file != null) {
            fattr |= Fattr.FATTR_FH;
            FuseSetattrIn.FH.set(in, FuseFile.of(file).fh);
        }
        FuseConn fc = fi.conn();
        boolean owner = (valid & (AttrValid.ATTR_UID | AttrValid.ATTR_GID)) != 0;
        if (fc.features.handleKillprivV2 && !fi.isDir() && owner) {
            fattr |= Fattr.FATTR_KILL_SUIDGID;
        }
        if ((valid & AttrValid.ATTR_SIZE) != 0) {
            fattr |= Fattr.FATTR_SIZE | Fattr.FATTR_LOCKOWNER;
            FuseSetattrIn.SIZE_FIELD.set(in, attr.size);
            FuseSetattrIn.LOCK_OWNER.set(in, fc.lockOwner.ofCurrent(fi.sb.vfs()));
            if (fc.features.handleKillprivV2
                    && !fi.sb.vfs().credentials().capable(Capability.FSETID)) {
                fattr |= Fattr.FATTR_KILL_SUIDGID;
            }
        }
        FuseSetattrIn.VALID.set(in, fattr);
    }

    private static int fillTimes(Iattr attr, Wire in) {
        int valid = attr.valid;
        int fattr = 0;
        if ((valid & AttrValid.ATTR_ATIME) != 0) {
            fattr |= Fattr.FATTR_ATIME;
            FuseSetattrIn.ATIME.set(in, attr.atime.sec);
            FuseSetattrIn.ATIMENSEC.set(in, attr.atime.nsec);
            if ((valid & AttrValid.ATTR_ATIME_SET) == 0) {
                fattr |= Fattr.FATTR_ATIME_NOW;
            }
        }
        if ((valid & AttrValid.ATTR_MTIME) != 0 && tellsMtime(valid)) {
            fattr |= Fattr.FATTR_MTIME;
            FuseSetattrIn.MTIME.set(in, attr.mtime.sec);
            FuseSetattrIn.MTIMENSEC.set(in, attr.mtime.nsec);
            if ((valid & AttrValid.ATTR_MTIME_SET) == 0) {
                fattr |= Fattr.FATTR_MTIME_NOW;
            }
        }
        return fattr;
    }

    /**
     * A truncation through a file or by open changes the time at the server anyway ({@code
     * update_mtime}).
     */
    private static boolean tellsMtime(int valid) {
        if ((valid & AttrValid.ATTR_MTIME_SET) != 0) {
            return true;
        }
        return (valid & AttrValid.ATTR_SIZE) == 0
                || (valid & (AttrValid.ATTR_OPEN | AttrValid.ATTR_FILE)) == 0;
    }

    private static int take(FuseInode fi, FuseReq req, long version, boolean truncate) {
        FuseAttrs attr = req.attr();
        if (attr.isInvalid() || fi.isWrongType(attr.mode)) {
            fi.makeBad();
            return -Errno.EIO;
        }
        // Out of date or not, the change shows; but then it is asked for again at the next use.
        long expiry = fi.attrVersion() > version ? 0 : req.attrExpiry();
        fi.changeCommon(attr, null, expiry, fi.cacheMask());
        long oldSize = fi.size;
        fi.size = attr.size;
        if (truncate) {
            // Before pages are dropped: dirty ones are written, and must not wait for this task.
            fi.writeback().releaseNowrite();
        }
        if (fi.isRegular() && oldSize != attr.size) {
            Truncate.truncatePagecache(fi, attr.size);
            int _ = Truncate.invalidateInodePages2(fi.mapping);
        }
        return 0;
    }
}
