package dev.fuselage.fuse;

/**
 * {@code struct fuse_lk_in}: arguments of GETLK, SETLK and SETLKW (7.7). Before 7.9 it is 40 bytes
 * long ({@link FuseCompat#lkInSize}).
 */
public final class FuseLkIn {
    public static final int SIZE = 48;
    public static final Struct STRUCT = Struct.of("fuse_lk_in", SIZE);

    public static final U64 FH = STRUCT.u64("fh", 0);
    public static final U64 OWNER = STRUCT.u64("owner", 8);
    public static final long LK_OFFSET = 16;
    public static final Nested LK = STRUCT.nested("lk", LK_OFFSET, FuseFileLock.STRUCT);

    /** See {@link LockFlags}. */
    public static final U32 LK_FLAGS = STRUCT.u32("lk_flags", 40);

    public static final U32 PADDING = STRUCT.u32("padding", 44);

    private FuseLkIn() {}
}
