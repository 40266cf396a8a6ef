package dev.fuselage.fuse;

/** {@code struct fuse_bmap_out}: reply of BMAP. */
public final class FuseBmapOut {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_bmap_out", SIZE);

    /** Block of the device. */
    public static final U64 BLOCK = STRUCT.u64("block", 0);

    private FuseBmapOut() {}
}
