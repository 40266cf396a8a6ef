package dev.fuselage.fuse;

/**
 * {@code struct fuse_notify_delete_out}: body of {@link NotifyCode#DELETE} (7.18), before the name
 * and a NUL that {@link #NAMELEN} does not count.
 */
public final class FuseNotifyDeleteOut {
    public static final int SIZE = 24;
    public static final Struct STRUCT = Struct.of("fuse_notify_delete_out", SIZE);

    public static final U64 PARENT = STRUCT.u64("parent", 0);
    public static final U64 CHILD = STRUCT.u64("child", 8);
    public static final U32 NAMELEN = STRUCT.u32("namelen", 16);
    public static final U32 PADDING = STRUCT.u32("padding", 20);

    private FuseNotifyDeleteOut() {}
}
