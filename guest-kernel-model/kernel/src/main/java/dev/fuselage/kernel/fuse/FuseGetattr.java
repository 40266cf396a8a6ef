package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.FuseGetattrIn;
import dev.fuselage.fuse.FuseStatx;
import dev.fuselage.fuse.FuseStatxIn;
import dev.fuselage.fuse.FuseStatxOut;
import dev.fuselage.fuse.GetattrFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Attributes;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.OpenFile;
import org.jspecify.annotations.Nullable;

/**
 * Attributes, from the cache or from the server: GETATTR and STATX ({@code fuse_update_get_attr}).
 */
final class FuseGetattr {
    /** The only attributes FUSE knows. */
    private static final int SUPPORTED = StatxMask.STATX_BASIC_STATS | StatxMask.STATX_BTIME;

    private FuseGetattr() {}

    /**
     * Makes those attributes valid ({@code fuse_update_attributes}); {@code file} is the handle to
     * ask with.
     */
    @KernelFunction("fuse_update_get_attr")
    static int update(FuseInode fi, @Nullable OpenFile file, int mask) {
        return get(fi, file, null, mask, 0);
    }

    /**
     * Asks the server if those attributes are not valid; else answers from the inode.
     *
     * @param stat where they go, or null
     * @param requestMask STATX_* bits wanted
     * @param flags AT_STATX_* bits
     */
    static int get(
            FuseInode fi,
            @Nullable OpenFile file,
            @Nullable Kstat stat,
            int requestMask,
            int flags) {
        FuseMissing missing = fi.conn().missing;
        int mask = requestMask & SUPPORTED;
        int invalid = fi.invalidMask();
        int cacheMask = fi.cacheMask();
        while (true) {
            if (missing.statx) {
                mask &= StatxMask.STATX_BASIC_STATS;
            }
            if (!mustAsk(fi, mask, mask & invalid & ~cacheMask, flags)) {
                if (stat != null) {
                    fromInode(fi, stat, mask);
                }
                return 0;
            }
            if (missing.statx || (mask & ~StatxMask.STATX_BASIC_STATS) == 0) {
                return ask(fi, stat, file);
            }
            int error = askStatx(fi, stat, file);
            if (error != -Errno.ENOSYS) {
                return error;
            }
            missing.statx = true;
        }
    }

    private static boolean mustAsk(FuseInode fi, int mask, int invalid, int flags) {
        if (mask == 0) {
            return false;
        }
        if ((flags & AtFlags.AT_STATX_FORCE_SYNC) != 0) {
            return true;
        }
        if ((flags & AtFlags.AT_STATX_DONT_SYNC) != 0) {
            return false;
        }
        return invalid != 0 || fi.isAttrExpired();
    }

    private static void fromInode(FuseInode fi, Kstat stat, int mask) {
        Attributes.genericFillattr(fi, stat, mask);
        stat.mode = fi.origMode;
        stat.ino = fi.origIno;
        if (fi.has(FuseInode.BTIME)) {
            stat.btime.set(fi.btime);
            stat.resultMask |= StatxMask.STATX_BTIME;
        }
    }

    /** GETATTR ({@code fuse_do_getattr}). A regular file's handle goes along. */
    @KernelFunction("fuse_do_getattr")
    static int ask(FuseInode fi, @Nullable Kstat stat, @Nullable OpenFile file) {
        FuseConn fc = fi.conn();
        long version = fc.attrVersion();
        FuseReq req = fc.request(fi.mount(), Opcode.GETATTR, fi.nodeid);
        Wire in = req.in(FuseGetattrIn.SIZE);
        if (file != null && fi.isRegular()) {
            FuseGetattrIn.GETATTR_FLAGS.set(in, GetattrFlags.GETATTR_FH);
            FuseGetattrIn.FH.set(in, FuseFile.of(file).fh);
        }
        req.out(FuseAttrOut.SIZE);
        int error = fc.send(req);
        if (error == 0) {
            FuseAttrs attr = req.attr();
            if (attr.isInvalid() || fi.isWrongType(attr.mode)) {
                fi.makeBad();
                error = -Errno.EIO;
            } else {
                fi.changeAttributes(attr, null, req.attrExpiry(), version);
                if (stat != null) {
                    fill(fi, attr, stat);
                }
            }
        }
        req.release();
        return error;
    }

    /** STATX ({@code fuse_do_statx}). */
    @KernelFunction("fuse_do_statx")
    private static int askStatx(FuseInode fi, @Nullable Kstat stat, @Nullable OpenFile file) {
        FuseConn fc = fi.conn();
        long version = fc.attrVersion();
        FuseReq req = fc.request(fi.mount(), Opcode.STATX, fi.nodeid);
        Wire in = req.in(FuseStatxIn.SIZE);
        if (file != null && fi.isRegular()) {
            FuseStatxIn.GETATTR_FLAGS.set(in, GetattrFlags.GETATTR_FH);
            FuseStatxIn.FH.set(in, FuseFile.of(file).fh);
        }
        FuseStatxIn.SX_MASK.set(in, SUPPORTED);
        req.out(FuseStatxOut.SIZE);
        int error = fc.send(req);
        if (error == 0) {
            error = takeStatx(fi, req, stat, version);
        }
        req.release();
        return error;
    }

    private static int takeStatx(FuseInode fi, FuseReq req, @Nullable Kstat stat, long version) {
        Wire out = req.reply();
        long expiry =
                fi.conn()
                        .expiry(
                                FuseStatxOut.ATTR_VALID.get(out),
                                FuseStatxOut.ATTR_VALID_NSEC.get(out));
        Wire sx = new Wire().at(out, FuseStatxOut.STAT_OFFSET);
        FuseAttrs attr = req.entry.attr;
        attr.readStatx(sx);
        int mask = FuseStatx.MASK.get(sx);
        boolean badSize = (mask & StatxMask.STATX_SIZE) != 0 && !attr.hasValidSize();
        boolean badType =
                (mask & StatxMask.STATX_TYPE) != 0
                        && (!attr.hasValidType() || fi.isWrongType(attr.mode));
        if (badSize || badType) {
            fi.makeBad();
            return -Errno.EIO;
        }
        FuseBirth birth = new FuseBirth();
        birth.read(sx);
        if ((mask & StatxMask.STATX_BASIC_STATS) == StatxMask.STATX_BASIC_STATS) {
            fi.changeAttributes(attr, birth, expiry, version);
        }
        if (stat != null) {
            stat.resultMask = mask & SUPPORTED;
            stat.btime.set(birth.time());
            fill(fi, attr, stat);
            stat.resultMask |= StatxMask.STATX_TYPE;
        }
        return 0;
    }

    /**
     * The user gets what the server said, even where the inode keeps something else ({@code
     * fuse_fillattr}).
     */
    private static void fill(FuseInode fi, FuseAttrs attr, Kstat stat) {
        stat.dev = fi.sb.dev;
        stat.ino = attr.ino;
        stat.mode = Mode.type(fi.mode) | Mode.permissions(attr.mode);
        stat.nlink = attr.nlink;
        stat.uid = attr.uid;
        stat.gid = attr.gid;
        stat.rdev = fi.rdev;
        stat.atime.set(attr.atime);
        stat.mtime.set(attr.mtime);
        stat.ctime.set(attr.ctime);
        stat.size = attr.size;
        stat.blocks = attr.blocks;
        stat.blksize =
                1 << (attr.blksize != 0 ? FuseInode.log2(attr.blksize) : fi.sb.blocksizeBits);
    }
}
