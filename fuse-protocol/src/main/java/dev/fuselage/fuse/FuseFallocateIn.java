package dev.fuselage.fuse;

/** {@code struct fuse_fallocate_in}: arguments of FALLOCATE (7.19). */
public final class FuseFallocateIn {
    public static final int SIZE = 32;
    public static final Struct STRUCT = Struct.of("fuse_fallocate_in", SIZE);

    public static final U64 FH = STRUCT.u64("fh", 0);
    public static final U64 OFFSET = STRUCT.u64("offset", 8);
    public static final U64 LENGTH = STRUCT.u64("length", 16);

    /** See {@link dev.fuselage.fuse.linux.FallocateMode}. */
    public static final U32 MODE = STRUCT.u32("mode", 24);

    public static final U32 PADDING = STRUCT.u32("padding", 28);

    private FuseFallocateIn() {}
}
