package dev.fuselage.fuse;

/** {@code struct fuse_lseek_in}: arguments of LSEEK (7.24). */
public final class FuseLseekIn {
    public static final int SIZE = 24;
    public static final Struct STRUCT = Struct.of("fuse_lseek_in", SIZE);

    public static final U64 FH = STRUCT.u64("fh", 0);
    public static final U64 OFFSET = STRUCT.u64("offset", 8);

    /** See {@link dev.fuselage.fuse.linux.Seek}. */
    public static final U32 WHENCE = STRUCT.u32("whence", 16);

    public static final U32 PADDING = STRUCT.u32("padding", 20);

    private FuseLseekIn() {}
}
