package dev.fuselage.fuse;

/**
 * {@code struct fuse_read_in}: arguments of READ, READDIR and READDIRPLUS. Before 7.9 it is 24
 * bytes long ({@link FuseCompat#readInSize}).
 */
public final class FuseReadIn {
    public static final int SIZE = 40;
    public static final Struct STRUCT = Struct.of("fuse_read_in", SIZE);

    public static final U64 FH = STRUCT.u64("fh", 0);
    public static final U64 OFFSET = STRUCT.u64("offset", 8);
    public static final U32 SIZE_FIELD = STRUCT.u32("size", 16);

    /** See {@link ReadFlags}. */
    public static final U32 READ_FLAGS = STRUCT.u32("read_flags", 20);

    public static final U64 LOCK_OWNER = STRUCT.u64("lock_owner", 24);

    /** The flags of the open file. */
    public static final U32 FLAGS = STRUCT.u32("flags", 32);

    public static final U32 PADDING = STRUCT.u32("padding", 36);

    private FuseReadIn() {}
}
