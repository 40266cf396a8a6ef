package dev.fuselage.fuse;

/**
 * {@code struct fuse_ioctl_out}: reply of IOCTL, before the data, or before the {@link
 * FuseIoctlIovec} pieces of a retry.
 */
public final class FuseIoctlOut {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_ioctl_out", SIZE);

    /** What ioctl returns. */
    public static final S32 RESULT = STRUCT.s32("result", 0);

    /** See {@link IoctlFlags}. */
    public static final U32 FLAGS = STRUCT.u32("flags", 4);

    public static final U32 IN_IOVS = STRUCT.u32("in_iovs", 8);
    public static final U32 OUT_IOVS = STRUCT.u32("out_iovs", 12);

    private FuseIoctlOut() {}
}
