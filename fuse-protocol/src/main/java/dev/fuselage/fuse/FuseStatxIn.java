package dev.fuselage.fuse;

/** {@code struct fuse_statx_in}: arguments of STATX (7.39). */
public final class FuseStatxIn {
    public static final int SIZE = 24;
    public static final Struct STRUCT = Struct.of("fuse_statx_in", SIZE);

    /** See {@link GetattrFlags}. */
    public static final U32 GETATTR_FLAGS = STRUCT.u32("getattr_flags", 0);

    public static final U32 RESERVED = STRUCT.u32("reserved", 4);

    /** Open file, valid with {@link GetattrFlags#GETATTR_FH}. */
    public static final U64 FH = STRUCT.u64("fh", 8);

    /** {@code AT_STATX_*}: {@link dev.fuselage.fuse.linux.AtFlags}. */
    public static final U32 SX_FLAGS = STRUCT.u32("sx_flags", 16);

    /** Wanted fields: {@link dev.fuselage.fuse.linux.StatxMask}. */
    public static final U32 SX_MASK = STRUCT.u32("sx_mask", 20);

    private FuseStatxIn() {}
}
