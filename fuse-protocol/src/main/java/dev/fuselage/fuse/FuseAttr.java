package dev.fuselage.fuse;

/**
 * {@code struct fuse_attr}: attributes of a node. Times are seconds since the epoch and
 * nanoseconds; the seconds are signed although the header declares them unsigned.
 */
public final class FuseAttr {
    public static final int SIZE = 88;
    public static final Struct STRUCT = Struct.of("fuse_attr", SIZE);

    public static final U64 INO = STRUCT.u64("ino", 0);
    public static final U64 SIZE_FIELD = STRUCT.u64("size", 8);

    /** Allocated space in units of 512 bytes. */
    public static final U64 BLOCKS = STRUCT.u64("blocks", 16);

    public static final U64 ATIME = STRUCT.u64("atime", 24);
    public static final U64 MTIME = STRUCT.u64("mtime", 32);
    public static final U64 CTIME = STRUCT.u64("ctime", 40);
    public static final U32 ATIMENSEC = STRUCT.u32("atimensec", 48);
    public static final U32 MTIMENSEC = STRUCT.u32("mtimensec", 52);
    public static final U32 CTIMENSEC = STRUCT.u32("ctimensec", 56);

    /** Type and permissions: {@link dev.fuselage.fuse.linux.Mode}. */
    public static final U32 MODE = STRUCT.u32("mode", 60);

    public static final U32 NLINK = STRUCT.u32("nlink", 64);
    public static final U32 UID = STRUCT.u32("uid", 68);
    public static final U32 GID = STRUCT.u32("gid", 72);

    /** See {@link dev.fuselage.fuse.linux.DeviceNumber}. */
    public static final U32 RDEV = STRUCT.u32("rdev", 76);

    /** Preferred block size (7.9). */
    public static final U32 BLKSIZE = STRUCT.u32("blksize", 80);

    /** See {@link AttrFlags} (7.32; padding before). */
    public static final U32 FLAGS = STRUCT.u32("flags", 84);

    private FuseAttr() {}
}
