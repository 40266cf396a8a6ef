package dev.fuselage.fuse;

/** {@code struct fuse_release_in}: arguments of RELEASE and RELEASEDIR. */
public final class FuseReleaseIn {
    public static final int SIZE = 24;
    public static final Struct STRUCT = Struct.of("fuse_release_in", SIZE);

    public static final U64 FH = STRUCT.u64("fh", 0);

    /** The flags the file was opened with. */
    public static final U32 FLAGS = STRUCT.u32("flags", 8);

    /** See {@link ReleaseFlags}. */
    public static final U32 RELEASE_FLAGS = STRUCT.u32("release_flags", 12);

    /** Since 7.8; the structure was 16 bytes long before. */
    public static final U64 LOCK_OWNER = STRUCT.u64("lock_owner", 16);

    private FuseReleaseIn() {}
}
