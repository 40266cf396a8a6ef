package dev.fuselage.fuse;

/**
 * {@code struct fuse_attr_out}: reply of GETATTR and SETATTR. Before 7.9 it is 96 bytes long
 * ({@link FuseCompat#attrOutSize}).
 */
public final class FuseAttrOut {
    public static final int SIZE = 104;
    public static final Struct STRUCT = Struct.of("fuse_attr_out", SIZE);

    /** Seconds for which the attributes may be cached. */
    public static final U64 ATTR_VALID = STRUCT.u64("attr_valid", 0);

    public static final U32 ATTR_VALID_NSEC = STRUCT.u32("attr_valid_nsec", 8);
    public static final U32 DUMMY = STRUCT.u32("dummy", 12);
    public static final long ATTR_OFFSET = 16;
    public static final Nested ATTR = STRUCT.nested("attr", ATTR_OFFSET, FuseAttr.STRUCT);

    private FuseAttrOut() {}
}
