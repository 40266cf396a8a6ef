package dev.fuselage.fuse;

/** {@code struct fuse_open_in}: arguments of OPEN and OPENDIR. */
public final class FuseOpenIn {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_open_in", SIZE);

    /** See {@link dev.fuselage.fuse.linux.OpenFlags}; never O_CREAT, O_EXCL or O_NOCTTY. */
    public static final U32 FLAGS = STRUCT.u32("flags", 0);

    /** See {@link OpenInFlags} (7.33; unused before). */
    public static final U32 OPEN_FLAGS = STRUCT.u32("open_flags", 4);

    private FuseOpenIn() {}
}
