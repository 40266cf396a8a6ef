package dev.fuselage.fuse;

/**
 * {@code struct fuse_mknod_in}: arguments of MKNOD, before the name. Before 7.12 it is 8 bytes long
 * ({@link FuseCompat#mknodInSize}).
 */
public final class FuseMknodIn {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_mknod_in", SIZE);

    public static final U32 MODE = STRUCT.u32("mode", 0);

    /** See {@link dev.fuselage.fuse.linux.DeviceNumber}. */
    public static final U32 RDEV = STRUCT.u32("rdev", 4);

    public static final U32 UMASK = STRUCT.u32("umask", 8);
    public static final U32 PADDING = STRUCT.u32("padding", 12);

    private FuseMknodIn() {}
}
