package dev.fuselage.fuse;

/**
 * {@code struct fuse_open_out}: reply of OPEN and OPENDIR, and the second part of the reply of
 * CREATE and TMPFILE.
 */
public final class FuseOpenOut {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_open_out", SIZE);

    /** The server's name for the open file. */
    public static final U64 FH = STRUCT.u64("fh", 0);

    /** See {@link FuseFopen}. */
    public static final U32 OPEN_FLAGS = STRUCT.u32("open_flags", 8);

    /** Backing file of FOPEN_PASSTHROUGH (7.40; padding before). */
    public static final S32 BACKING_ID = STRUCT.s32("backing_id", 12);

    private FuseOpenOut() {}
}
