package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseAttr;
import dev.fuselage.fuse.FuseStatx;
import dev.fuselage.fuse.FuseSxTime;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.vfs.Timespec;

/** Attributes as a server sends them, decoded ({@code struct fuse_attr}). Reusable. */
final class FuseAttrs {
    long ino;
    long size;
    long blocks;
    final Timespec atime = new Timespec();
    final Timespec mtime = new Timespec();
    final Timespec ctime = new Timespec();
    int mode;
    int nlink;
    int uid;
    int gid;
    int rdev;
    int blksize;
    int flags;

    /** Nothing is looked at ({@link KernelQuirk#ATTRIBUTES_UNCHECKED}). */
    private final boolean unchecked;

    FuseAttrs() {
        this(KernelQuirks.NONE);
    }

    FuseAttrs(KernelQuirks quirks) {
        unchecked = quirks.has(KernelQuirk.ATTRIBUTES_UNCHECKED);
    }

    /**
     * Takes the values of a {@link FuseAttr}; nanoseconds out of range become the largest in range.
     */
    void read(Wire w) {
        ino = FuseAttr.INO.get(w);
        size = FuseAttr.SIZE_FIELD.get(w);
        blocks = FuseAttr.BLOCKS.get(w);
        atime.set(FuseAttr.ATIME.get(w), nanoseconds(FuseAttr.ATIMENSEC.get(w)));
        mtime.set(FuseAttr.MTIME.get(w), nanoseconds(FuseAttr.MTIMENSEC.get(w)));
        ctime.set(FuseAttr.CTIME.get(w), nanoseconds(FuseAttr.CTIMENSEC.get(w)));
        mode = FuseAttr.MODE.get(w);
        nlink = FuseAttr.NLINK.get(w);
        uid = FuseAttr.UID.get(w);
        gid = FuseAttr.GID.get(w);
        rdev = FuseAttr.RDEV.get(w);
        blksize = FuseAttr.BLKSIZE.get(w);
        flags = FuseAttr.FLAGS.get(w);
    }

    /** Takes the basic values of a {@link FuseStatx} ({@code fuse_statx_to_attr}). */
    void readStatx(Wire w) {
        ino = FuseStatx.INO.get(w);
        size = FuseStatx.SIZE_FIELD.get(w);
        blocks = FuseStatx.BLOCKS.get(w);
        readTime(w, FuseStatx.ATIME_OFFSET, atime);
        readTime(w, FuseStatx.MTIME_OFFSET, mtime);
        readTime(w, FuseStatx.CTIME_OFFSET, ctime);
        mode = FuseStatx.MODE.get(w);
        nlink = FuseStatx.NLINK.get(w);
        uid = FuseStatx.UID.get(w);
        gid = FuseStatx.GID.get(w);
        rdev = DeviceNumber.of(FuseStatx.RDEV_MAJOR.get(w), FuseStatx.RDEV_MINOR.get(w));
        blksize = FuseStatx.BLKSIZE.get(w);
        flags = 0;
    }

    static void readTime(Wire w, long offset, Timespec out) {
        long seconds = w.u64(offset + FuseSxTime.TV_SEC.offset());
        out.set(seconds, nanoseconds(w.u32(offset + FuseSxTime.TV_NSEC.offset())));
    }

    /** A directory that nobody described yet ({@code fuse_get_root_inode}). */
    void setRoot(int rootMode, long rootId) {
        clear();
        ino = rootId;
        mode = rootMode;
        nlink = 1;
    }

    void clear() {
        ino = 0;
        size = 0;
        blocks = 0;
        atime.set(0, 0);
        mtime.set(0, 0);
        ctime.set(0, 0);
        mode = 0;
        nlink = 0;
        uid = 0;
        gid = 0;
        rdev = 0;
        blksize = 0;
        flags = 0;
    }

    /** The type is none there is, or the size is negative ({@code fuse_invalid_attr}). */
    boolean isInvalid() {
        return !hasValidType() || !hasValidSize();
    }

    /** {@code fuse_valid_type}. */
    boolean hasValidType() {
        return unchecked
                || Mode.isRegular(mode)
                || Mode.isDirectory(mode)
                || Mode.isSymbolicLink(mode)
                || Mode.isSpecial(mode);
    }

    /** {@code fuse_valid_size}: sizes are unsigned on the wire. */
    boolean hasValidSize() {
        return unchecked || size >= 0;
    }

    private static int nanoseconds(int raw) {
        return Integer.compareUnsigned(raw, Timespec.NSEC_PER_SEC) < 0
                ? raw
                : Timespec.NSEC_PER_SEC - 1;
    }
}
