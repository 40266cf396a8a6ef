package dev.fuselage.fuse;

/** {@code struct fuse_getattr_in}: arguments of GETATTR (7.9; none before). */
public final class FuseGetattrIn {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_getattr_in", SIZE);

    /** See {@link GetattrFlags}. */
    public static final U32 GETATTR_FLAGS = STRUCT.u32("getattr_flags", 0);

    public static final U32 DUMMY = STRUCT.u32("dummy", 4);

    /** Open file, valid with {@link GetattrFlags#GETATTR_FH}. */
    public static final U64 FH = STRUCT.u64("fh", 8);

    private FuseGetattrIn() {}
}
