package dev.fuselage.fuse;

/**
 * {@code struct fuse_setxattr_in}: arguments of SETXATTR, before the name and the value. Without
 * {@link InitFlags#SETXATTR_EXT} it is 8 bytes long ({@link FuseCompat#setxattrInSize}).
 */
public final class FuseSetxattrIn {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_setxattr_in", SIZE);

    /** Length of the value in bytes. */
    public static final U32 SIZE_FIELD = STRUCT.u32("size", 0);

    /** See {@link dev.fuselage.fuse.linux.XattrFlags}. */
    public static final U32 FLAGS = STRUCT.u32("flags", 4);

    /** See {@link SetxattrFlags}. */
    public static final U32 SETXATTR_FLAGS = STRUCT.u32("setxattr_flags", 8);

    public static final U32 PADDING = STRUCT.u32("padding", 12);

    private FuseSetxattrIn() {}
}
