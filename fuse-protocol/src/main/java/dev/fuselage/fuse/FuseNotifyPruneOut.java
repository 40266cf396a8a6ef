package dev.fuselage.fuse;

/**
 * {@code struct fuse_notify_prune_out}: body of {@link NotifyCode#PRUNE} (7.45), followed by {@link
 * #COUNT} 64-bit node ids.
 */
public final class FuseNotifyPruneOut {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_notify_prune_out", SIZE);

    public static final U32 COUNT = STRUCT.u32("count", 0);
    public static final U32 PADDING = STRUCT.u32("padding", 4);
    public static final U64 SPARE = STRUCT.u64("spare", 8);

    private FuseNotifyPruneOut() {}
}
