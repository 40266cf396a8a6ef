package dev.fuselage.fuse;

/** {@code struct fuse_mkdir_in}: arguments of MKDIR, before the name. */
public final class FuseMkdirIn {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_mkdir_in", SIZE);

    public static final U32 MODE = STRUCT.u32("mode", 0);

    /** Since 7.12; padding before. */
    public static final U32 UMASK = STRUCT.u32("umask", 4);

    private FuseMkdirIn() {}
}
