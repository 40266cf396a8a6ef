package dev.fuselage.fuse;

/**
 * {@code struct fuse_write_in}: arguments of WRITE, before the data. Before 7.9 it is 24 bytes long
 * ({@link FuseCompat#writeInSize}).
 */
public final class FuseWriteIn {
    public static final int SIZE = 40;
    public static final Struct STRUCT = Struct.of("fuse_write_in", SIZE);

    public static final U64 FH = STRUCT.u64("fh", 0);
    public static final U64 OFFSET = STRUCT.u64("offset", 8);
    public static final U32 SIZE_FIELD = STRUCT.u32("size", 16);

    /** See {@link WriteFlags}. */
    public static final U32 WRITE_FLAGS = STRUCT.u32("write_flags", 20);

    public static final U64 LOCK_OWNER = STRUCT.u64("lock_owner", 24);

    /** The flags of the open file. */
    public static final U32 FLAGS = STRUCT.u32("flags", 32);

    public static final U32 PADDING = STRUCT.u32("padding", 36);

    private FuseWriteIn() {}
}
