package dev.fuselage.fuse;

/**
 * {@code struct fuse_copy_file_range_in}: arguments of COPY_FILE_RANGE (7.28) and
 * COPY_FILE_RANGE_64 (7.45); the header names the source node.
 */
public final class FuseCopyFileRangeIn {
    public static final int SIZE = 56;
    public static final Struct STRUCT = Struct.of("fuse_copy_file_range_in", SIZE);

    public static final U64 FH_IN = STRUCT.u64("fh_in", 0);
    public static final U64 OFF_IN = STRUCT.u64("off_in", 8);
    public static final U64 NODEID_OUT = STRUCT.u64("nodeid_out", 16);
    public static final U64 FH_OUT = STRUCT.u64("fh_out", 24);
    public static final U64 OFF_OUT = STRUCT.u64("off_out", 32);
    public static final U64 LEN = STRUCT.u64("len", 40);
    public static final U64 FLAGS = STRUCT.u64("flags", 48);

    private FuseCopyFileRangeIn() {}
}
