package dev.fuselage.fuse;

/** {@code struct fuse_syncfs_in}: arguments of SYNCFS (7.34). */
public final class FuseSyncfsIn {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_syncfs_in", SIZE);

    public static final U64 PADDING = STRUCT.u64("padding", 0);

    private FuseSyncfsIn() {}
}
