package dev.fuselage.fuse;

/** {@code struct fuse_rename2_in}: arguments of RENAME2 (7.23), before the old and the new name. */
public final class FuseRename2In {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_rename2_in", SIZE);

    /** Directory of the new name. */
    public static final U64 NEWDIR = STRUCT.u64("newdir", 0);

    /** See {@link dev.fuselage.fuse.linux.RenameFlags}. */
    public static final U32 FLAGS = STRUCT.u32("flags", 8);

    public static final U32 PADDING = STRUCT.u32("padding", 12);

    private FuseRename2In() {}
}
