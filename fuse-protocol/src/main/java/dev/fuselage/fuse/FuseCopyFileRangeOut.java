package dev.fuselage.fuse;

/** {@code struct fuse_copy_file_range_out}: reply of COPY_FILE_RANGE_64 (7.45). */
public final class FuseCopyFileRangeOut {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_copy_file_range_out", SIZE);

    public static final U64 BYTES_COPIED = STRUCT.u64("bytes_copied", 0);

    private FuseCopyFileRangeOut() {}
}
