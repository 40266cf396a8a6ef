package dev.fuselage.fuse;

/**
 * {@code struct fuse_notify_store_out}: body of {@link NotifyCode#STORE} (7.15), before the data.
 */
public final class FuseNotifyStoreOut {
    public static final int SIZE = 24;
    public static final Struct STRUCT = Struct.of("fuse_notify_store_out", SIZE);

    public static final U64 NODEID = STRUCT.u64("nodeid", 0);
    public static final U64 OFFSET = STRUCT.u64("offset", 8);
    public static final U32 SIZE_FIELD = STRUCT.u32("size", 16);
    public static final U32 PADDING = STRUCT.u32("padding", 20);

    private FuseNotifyStoreOut() {}
}
