package dev.fuselage.fuse;

/**
 * {@code struct fuse_sx_time}: a point in time of {@link FuseStatx}: bit for bit {@code struct
 * statx_timestamp}.
 */
public final class FuseSxTime {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_sx_time", SIZE);

    public static final S64 TV_SEC = STRUCT.s64("tv_sec", 0);
    public static final U32 TV_NSEC = STRUCT.u32("tv_nsec", 8);
    public static final S32 RESERVED = STRUCT.s32("__reserved", 12);

    private FuseSxTime() {}
}
