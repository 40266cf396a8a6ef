package dev.fuselage.fuse;

/** {@code struct fuse_rename_in}: arguments of RENAME, before the old and the new name. */
public final class FuseRenameIn {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_rename_in", SIZE);

    /** Directory of the new name. */
    public static final U64 NEWDIR = STRUCT.u64("newdir", 0);

    private FuseRenameIn() {}
}
