package dev.fuselage.fuse;

/**
 * {@code struct fuse_notify_inval_entry_out}: body of {@link NotifyCode#INVAL_ENTRY} (7.12), before
 * the name and a NUL that {@link #NAMELEN} does not count.
 */
public final class FuseNotifyInvalEntryOut {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_notify_inval_entry_out", SIZE);

    public static final U64 PARENT = STRUCT.u64("parent", 0);
    public static final U32 NAMELEN = STRUCT.u32("namelen", 8);

    /** See {@link InvalEntryFlags} (7.38; padding before). */
    public static final U32 FLAGS = STRUCT.u32("flags", 12);

    private FuseNotifyInvalEntryOut() {}
}
