package dev.fuselage.fuse;

/**
 * {@code struct fuse_create_in}: arguments of CREATE, before the name, and of TMPFILE. Before 7.12
 * it is 8 bytes long ({@link FuseCompat#createInSize}).
 */
public final class FuseCreateIn {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_create_in", SIZE);

    /** See {@link dev.fuselage.fuse.linux.OpenFlags}. */
    public static final U32 FLAGS = STRUCT.u32("flags", 0);

    public static final U32 MODE = STRUCT.u32("mode", 4);
    public static final U32 UMASK = STRUCT.u32("umask", 8);

    /** See {@link OpenInFlags}. */
    public static final U32 OPEN_FLAGS = STRUCT.u32("open_flags", 12);

    private FuseCreateIn() {}
}
