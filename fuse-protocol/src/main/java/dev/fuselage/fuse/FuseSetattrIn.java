package dev.fuselage.fuse;

/**
 * {@code struct fuse_setattr_in}: arguments of SETATTR; {@link #VALID} says which fields hold
 * values.
 */
public final class FuseSetattrIn {
    public static final int SIZE = 88;
    public static final Struct STRUCT = Struct.of("fuse_setattr_in", SIZE);

    /** See {@link Fattr}. */
    public static final U32 VALID = STRUCT.u32("valid", 0);

    public static final U32 PADDING = STRUCT.u32("padding", 4);
    public static final U64 FH = STRUCT.u64("fh", 8);
    public static final U64 SIZE_FIELD = STRUCT.u64("size", 16);
    public static final U64 LOCK_OWNER = STRUCT.u64("lock_owner", 24);
    public static final U64 ATIME = STRUCT.u64("atime", 32);
    public static final U64 MTIME = STRUCT.u64("mtime", 40);
    public static final U64 CTIME = STRUCT.u64("ctime", 48);
    public static final U32 ATIMENSEC = STRUCT.u32("atimensec", 56);
    public static final U32 MTIMENSEC = STRUCT.u32("mtimensec", 60);
    public static final U32 CTIMENSEC = STRUCT.u32("ctimensec", 64);
    public static final U32 MODE = STRUCT.u32("mode", 68);
    public static final U32 UNUSED4 = STRUCT.u32("unused4", 72);
    public static final U32 UID = STRUCT.u32("uid", 76);
    public static final U32 GID = STRUCT.u32("gid", 80);
    public static final U32 UNUSED5 = STRUCT.u32("unused5", 84);

    private FuseSetattrIn() {}
}
