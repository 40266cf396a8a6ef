package dev.fuselage.fuse;

/**
 * {@code struct fuse_statx}: attributes with birth time (7.39): bit for bit the head of {@code
 * struct statx}.
 */
public final class FuseStatx {
    public static final int SIZE = 256;
    public static final Struct STRUCT = Struct.of("fuse_statx", SIZE);

    /** Which fields hold values: {@link dev.fuselage.fuse.linux.StatxMask}. */
    public static final U32 MASK = STRUCT.u32("mask", 0);

    public static final U32 BLKSIZE = STRUCT.u32("blksize", 4);

    /** {@code STATX_ATTR_*}. */
    public static final U64 ATTRIBUTES = STRUCT.u64("attributes", 8);

    public static final U32 NLINK = STRUCT.u32("nlink", 16);
    public static final U32 UID = STRUCT.u32("uid", 20);
    public static final U32 GID = STRUCT.u32("gid", 24);
    public static final U16 MODE = STRUCT.u16("mode", 28);
    public static final U16 SPARE0 = STRUCT.u16("__spare0", 30);
    public static final U64 INO = STRUCT.u64("ino", 32);
    public static final U64 SIZE_FIELD = STRUCT.u64("size", 40);
    public static final U64 BLOCKS = STRUCT.u64("blocks", 48);
    public static final U64 ATTRIBUTES_MASK = STRUCT.u64("attributes_mask", 56);
    public static final long ATIME_OFFSET = 64;
    public static final Nested ATIME = STRUCT.nested("atime", ATIME_OFFSET, FuseSxTime.STRUCT);
    public static final long BTIME_OFFSET = 80;
    public static final Nested BTIME = STRUCT.nested("btime", BTIME_OFFSET, FuseSxTime.STRUCT);
    public static final long CTIME_OFFSET = 96;
    public static final Nested CTIME = STRUCT.nested("ctime", CTIME_OFFSET, FuseSxTime.STRUCT);
    public static final long MTIME_OFFSET = 112;
    public static final Nested MTIME = STRUCT.nested("mtime", MTIME_OFFSET, FuseSxTime.STRUCT);
    public static final U32 RDEV_MAJOR = STRUCT.u32("rdev_major", 128);
    public static final U32 RDEV_MINOR = STRUCT.u32("rdev_minor", 132);
    public static final U32 DEV_MAJOR = STRUCT.u32("dev_major", 136);
    public static final U32 DEV_MINOR = STRUCT.u32("dev_minor", 140);
    public static final Bytes SPARE2 = STRUCT.bytes("__spare2", 144, 112);

    private FuseStatx() {}
}
