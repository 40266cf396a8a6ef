package dev.fuselage.fuse;

/** {@code struct fuse_fsync_in}: arguments of FSYNC and FSYNCDIR. */
public final class FuseFsyncIn {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_fsync_in", SIZE);

    public static final U64 FH = STRUCT.u64("fh", 0);

    /** See {@link FsyncFlags}. */
    public static final U32 FSYNC_FLAGS = STRUCT.u32("fsync_flags", 8);

    public static final U32 PADDING = STRUCT.u32("padding", 12);

    private FuseFsyncIn() {}
}
