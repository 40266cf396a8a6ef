package dev.fuselage.fuse;

/** {@code struct fuse_access_in}: arguments of ACCESS (7.3). */
public final class FuseAccessIn {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_access_in", SIZE);

    /** See {@link dev.fuselage.fuse.linux.AccessMode}. */
    public static final U32 MASK = STRUCT.u32("mask", 0);

    public static final U32 PADDING = STRUCT.u32("padding", 4);

    private FuseAccessIn() {}
}
