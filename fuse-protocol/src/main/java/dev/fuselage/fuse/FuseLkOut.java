package dev.fuselage.fuse;

/** {@code struct fuse_lk_out}: reply of GETLK. */
public final class FuseLkOut {
    public static final int SIZE = 24;
    public static final Struct STRUCT = Struct.of("fuse_lk_out", SIZE);

    public static final long LK_OFFSET = 0;
    public static final Nested LK = STRUCT.nested("lk", LK_OFFSET, FuseFileLock.STRUCT);

    private FuseLkOut() {}
}
