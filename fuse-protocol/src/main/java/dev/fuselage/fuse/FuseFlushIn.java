package dev.fuselage.fuse;

/** {@code struct fuse_flush_in}: arguments of FLUSH, sent at each close. */
public final class FuseFlushIn {
    public static final int SIZE = 24;
    public static final Struct STRUCT = Struct.of("fuse_flush_in", SIZE);

    public static final U64 FH = STRUCT.u64("fh", 0);
    public static final U32 UNUSED = STRUCT.u32("unused", 8);
    public static final U32 PADDING = STRUCT.u32("padding", 12);
    public static final U64 LOCK_OWNER = STRUCT.u64("lock_owner", 16);

    private FuseFlushIn() {}
}
