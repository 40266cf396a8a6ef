package dev.fuselage.fuse;

/** {@code struct fuse_removemapping_one}: one range of the DAX window to unmap. */
public final class FuseRemovemappingOne {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_removemapping_one", SIZE);

    public static final U64 MOFFSET = STRUCT.u64("moffset", 0);

    /** Bytes, or all ones for everything. */
    public static final U64 LEN = STRUCT.u64("len", 8);

    private FuseRemovemappingOne() {}
}
