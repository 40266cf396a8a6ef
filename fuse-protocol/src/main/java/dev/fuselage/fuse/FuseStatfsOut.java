package dev.fuselage.fuse;

/**
 * {@code struct fuse_statfs_out}: reply of STATFS. Before 7.4 it is 48 bytes long ({@link
 * FuseCompat#statfsOutSize}).
 */
public final class FuseStatfsOut {
    public static final int SIZE = 80;
    public static final Struct STRUCT = Struct.of("fuse_statfs_out", SIZE);

    public static final long ST_OFFSET = 0;
    public static final Nested ST = STRUCT.nested("st", ST_OFFSET, FuseKstatfs.STRUCT);

    private FuseStatfsOut() {}
}
