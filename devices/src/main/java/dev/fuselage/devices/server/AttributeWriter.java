package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.fuse.AttrFlags;
import dev.fuselage.fuse.FuseAttr;
import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseStatx;
import dev.fuselage.fuse.FuseStatxOut;
import dev.fuselage.fuse.FuseSxTime;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.StatxMask;

/** Writes attributes to replies, with the validity that the caching policy gives them. */
final class AttributeWriter {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Wire nested = new Wire();
    private final long validSeconds;
    private final int validNanos;

    AttributeWriter(long timeoutNanos) {
        validSeconds = timeoutNanos / NANOS_PER_SECOND;
        validNanos = (int) (timeoutNanos % NANOS_PER_SECOND);
    }

    /** {@code fuse_entry_out} of a file. Returns its size. */
    int entry(Wire out, long nodeId, FileAttributes a, boolean submount) {
        FuseEntryOut.NODEID.set(out, nodeId);
        FuseEntryOut.GENERATION.set(out, 0);
        FuseEntryOut.ENTRY_VALID.set(out, validSeconds);
        FuseEntryOut.ATTR_VALID.set(out, validSeconds);
        FuseEntryOut.ENTRY_VALID_NSEC.set(out, validNanos);
        FuseEntryOut.ATTR_VALID_NSEC.set(out, validNanos);
        attr(out, FuseEntryOut.ATTR_OFFSET, a, submount ? AttrFlags.ATTR_SUBMOUNT : 0);
        return FuseEntryOut.SIZE;
    }

    /**
     * {@code fuse_entry_out} that names no nodeid: the client takes the name and type and no more.
     */
    int entryWithoutNode(Wire out, long ino, int mode) {
        out.clear(0, FuseEntryOut.SIZE);
        nested.at(out, FuseEntryOut.ATTR_OFFSET);
        FuseAttr.INO.set(nested, ino);
        FuseAttr.MODE.set(nested, mode);
        return FuseEntryOut.SIZE;
    }

    /** {@code fuse_attr_out}. Returns its size. */
    int attrOut(Wire out, FileAttributes a) {
        FuseAttrOut.ATTR_VALID.set(out, validSeconds);
        FuseAttrOut.ATTR_VALID_NSEC.set(out, validNanos);
        FuseAttrOut.DUMMY.set(out, 0);
        attr(out, FuseAttrOut.ATTR_OFFSET, a, 0);
        return FuseAttrOut.SIZE;
    }

    private void attr(Wire out, long offset, FileAttributes a, int flags) {
        Wire w = nested.at(out, offset);
        FuseAttr.INO.set(w, a.ino);
        FuseAttr.SIZE_FIELD.set(w, a.size);
        FuseAttr.BLOCKS.set(w, a.blocks);
        FuseAttr.ATIME.set(w, a.atime);
        FuseAttr.MTIME.set(w, a.mtime);
        FuseAttr.CTIME.set(w, a.ctime);
        FuseAttr.ATIMENSEC.set(w, a.atimeNanos);
        FuseAttr.MTIMENSEC.set(w, a.mtimeNanos);
        FuseAttr.CTIMENSEC.set(w, a.ctimeNanos);
        FuseAttr.MODE.set(w, a.mode);
        FuseAttr.NLINK.set(w, a.nlink);
        FuseAttr.UID.set(w, a.uid);
        FuseAttr.GID.set(w, a.gid);
        FuseAttr.RDEV.set(w, a.rdev);
        FuseAttr.BLKSIZE.set(w, a.blksize);
        FuseAttr.FLAGS.set(w, flags);
    }

    /** {@code fuse_statx_out}. Returns its size. */
    int statxOut(Wire out, FileAttributes a) {
        out.clear(0, FuseStatxOut.SIZE);
        FuseStatxOut.ATTR_VALID.set(out, validSeconds);
        FuseStatxOut.ATTR_VALID_NSEC.set(out, validNanos);
        Wire w = nested.at(out, FuseStatxOut.STAT_OFFSET);
        int btime = a.hasBtime ? StatxMask.STATX_BTIME : 0;
        FuseStatx.MASK.set(w, StatxMask.STATX_BASIC_STATS | btime);
        FuseStatx.BLKSIZE.set(w, a.blksize);
        FuseStatx.NLINK.set(w, a.nlink);
        FuseStatx.UID.set(w, a.uid);
        FuseStatx.GID.set(w, a.gid);
        FuseStatx.MODE.set(w, a.mode);
        FuseStatx.INO.set(w, a.ino);
        FuseStatx.SIZE_FIELD.set(w, a.size);
        FuseStatx.BLOCKS.set(w, a.blocks);
        FuseStatx.RDEV_MAJOR.set(w, DeviceNumber.major(a.rdev));
        FuseStatx.RDEV_MINOR.set(w, DeviceNumber.minor(a.rdev));
        time(out, FuseStatx.ATIME_OFFSET, a.atime, a.atimeNanos);
        time(out, FuseStatx.MTIME_OFFSET, a.mtime, a.mtimeNanos);
        time(out, FuseStatx.CTIME_OFFSET, a.ctime, a.ctimeNanos);
        if (a.hasBtime) {
            time(out, FuseStatx.BTIME_OFFSET, a.btime, a.btimeNanos);
        }
        return FuseStatxOut.SIZE;
    }

    private void time(Wire out, long offset, long seconds, int nanos) {
        Wire w = nested.at(out, FuseStatxOut.STAT_OFFSET + offset);
        FuseSxTime.TV_SEC.set(w, seconds);
        FuseSxTime.TV_NSEC.set(w, nanos);
    }
}
