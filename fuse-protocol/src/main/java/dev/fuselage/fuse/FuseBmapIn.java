package dev.fuselage.fuse;

/** {@code struct fuse_bmap_in}: arguments of BMAP (7.8). */
public final class FuseBmapIn {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_bmap_in", SIZE);

    /** Block of the file. */
    public static final U64 BLOCK = STRUCT.u64("block", 0);

    public static final U32 BLOCKSIZE = STRUCT.u32("blocksize", 8);
    public static final U32 PADDING = STRUCT.u32("padding", 12);

    private FuseBmapIn() {}
}
