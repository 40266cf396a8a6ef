package dev.fuselage.kernel.vfs;

/** Attributes on their way to a user (struct kstat). Reusable. */
public final class Kstat {
    /** STATX_* bits that are filled. */
    public int resultMask;

    /** Mode with type. */
    public int mode;

    /** Links. */
    public int nlink;

    /** Preferred size of I/O in bytes. */
    public int blksize;

    /** STATX_ATTR_* bits set. */
    public long attributes;

    /** STATX_ATTR_* bits that mean something here. */
    public long attributesMask;

    /** Inode number. */
    public long ino;

    /**
     * Device number of the file system (major 20 bits from bit 8, minor in the rest, as
     * new_encode_dev).
     */
    public long dev;

    /** Device number of a device node. */
    public long rdev;

    /** Owner. */
    public int uid;

    /** Group. */
    public int gid;

    /** Size in bytes. */
    public long size;

    /** 512-byte blocks. */
    public long blocks;

    /** Mount id. */
    public long mntId;

    /** Access time. */
    public final Timespec atime = new Timespec();

    /** Modification time. */
    public final Timespec mtime = new Timespec();

    /** Change time. */
    public final Timespec ctime = new Timespec();

    /** Birth time. */
    public final Timespec btime = new Timespec();

    /** Sets everything to zero. */
    public void clear() {
        resultMask = 0;
        mode = 0;
        nlink = 0;
        blksize = 0;
        attributes = 0;
        attributesMask = 0;
        ino = 0;
        dev = 0;
        rdev = 0;
        uid = 0;
        gid = 0;
        size = 0;
        blocks = 0;
        mntId = 0;
        atime.set(0, 0);
        mtime.set(0, 0);
        ctime.set(0, 0);
        btime.set(0, 0);
    }
}
