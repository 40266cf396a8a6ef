package dev.fuselage.fuse;

/**
 * {@code struct fuse_ioctl_iovec}: one piece of the caller's memory in the reply to an unrestricted
 * IOCTL that asks for a retry (7.16).
 */
public final class FuseIoctlIovec {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_ioctl_iovec", SIZE);

    public static final U64 BASE = STRUCT.u64("base", 0);
    public static final U64 LEN = STRUCT.u64("len", 8);

    private FuseIoctlIovec() {}
}
