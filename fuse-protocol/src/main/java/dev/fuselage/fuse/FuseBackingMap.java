package dev.fuselage.fuse;

/**
 * {@code struct fuse_backing_map}: argument of the device ioctl that registers a backing file for
 * passthrough (7.40).
 */
public final class FuseBackingMap {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_backing_map", SIZE);

    public static final S32 FD = STRUCT.s32("fd", 0);
    public static final U32 FLAGS = STRUCT.u32("flags", 4);
    public static final U64 PADDING = STRUCT.u64("padding", 8);

    private FuseBackingMap() {}
}
