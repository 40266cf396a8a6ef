package dev.fuselage.fuse;

/** {@code struct fuse_statx_out}: reply of STATX (7.39). */
public final class FuseStatxOut {
    public static final int SIZE = 288;
    public static final Struct STRUCT = Struct.of("fuse_statx_out", SIZE);

    /** Seconds for which the attributes may be cached. */
    public static final U64 ATTR_VALID = STRUCT.u64("attr_valid", 0);

    public static final U32 ATTR_VALID_NSEC = STRUCT.u32("attr_valid_nsec", 8);

    /** See {@link AttrFlags}. */
    public static final U32 FLAGS = STRUCT.u32("flags", 12);

    public static final Bytes SPARE = STRUCT.bytes("spare", 16, 16);
    public static final long STAT_OFFSET = 32;
    public static final Nested STAT = STRUCT.nested("stat", STAT_OFFSET, FuseStatx.STRUCT);

    private FuseStatxOut() {}
}
