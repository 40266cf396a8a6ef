package dev.fuselage.fuse;

/**
 * {@code struct fuse_ioctl_in}: arguments of IOCTL (7.11), before {@link #IN_SIZE} bytes of data.
 */
public final class FuseIoctlIn {
    public static final int SIZE = 32;
    public static final Struct STRUCT = Struct.of("fuse_ioctl_in", SIZE);

    public static final U64 FH = STRUCT.u64("fh", 0);

    /** See {@link IoctlFlags}. */
    public static final U32 FLAGS = STRUCT.u32("flags", 8);

    public static final U32 CMD = STRUCT.u32("cmd", 12);
    public static final U64 ARG = STRUCT.u64("arg", 16);
    public static final U32 IN_SIZE = STRUCT.u32("in_size", 24);

    /** Room for data in the reply. */
    public static final U32 OUT_SIZE = STRUCT.u32("out_size", 28);

    private FuseIoctlIn() {}
}
