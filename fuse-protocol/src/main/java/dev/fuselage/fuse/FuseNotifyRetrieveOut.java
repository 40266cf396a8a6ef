package dev.fuselage.fuse;

/**
 * {@code struct fuse_notify_retrieve_out}: body of {@link NotifyCode#RETRIEVE} (7.15), which the
 * client answers with a NOTIFY_REPLY.
 */
public final class FuseNotifyRetrieveOut {
    public static final int SIZE = 32;
    public static final Struct STRUCT = Struct.of("fuse_notify_retrieve_out", SIZE);

    /** The number that the NOTIFY_REPLY carries. */
    public static final U64 NOTIFY_UNIQUE = STRUCT.u64("notify_unique", 0);

    public static final U64 NODEID = STRUCT.u64("nodeid", 8);
    public static final U64 OFFSET = STRUCT.u64("offset", 16);
    public static final U32 SIZE_FIELD = STRUCT.u32("size", 24);
    public static final U32 PADDING = STRUCT.u32("padding", 28);

    private FuseNotifyRetrieveOut() {}
}
