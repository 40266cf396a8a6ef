package dev.fuselage.fuse;

/** {@code struct fuse_kstatfs}: what STATFS tells about a file system. */
public final class FuseKstatfs {
    public static final int SIZE = 80;
    public static final Struct STRUCT = Struct.of("fuse_kstatfs", SIZE);

    /** Size in units of {@link #FRSIZE} bytes. */
    public static final U64 BLOCKS = STRUCT.u64("blocks", 0);

    public static final U64 BFREE = STRUCT.u64("bfree", 8);
    public static final U64 BAVAIL = STRUCT.u64("bavail", 16);
    public static final U64 FILES = STRUCT.u64("files", 24);
    public static final U64 FFREE = STRUCT.u64("ffree", 32);

    /** Preferred transfer size in bytes. */
    public static final U32 BSIZE = STRUCT.u32("bsize", 40);

    /** Longest name in bytes. */
    public static final U32 NAMELEN = STRUCT.u32("namelen", 44);

    /** Unit of the block counts in bytes (7.4). */
    public static final U32 FRSIZE = STRUCT.u32("frsize", 48);

    public static final U32 PADDING = STRUCT.u32("padding", 52);
    public static final Bytes SPARE = STRUCT.bytes("spare", 56, 24);

    private FuseKstatfs() {}
}
