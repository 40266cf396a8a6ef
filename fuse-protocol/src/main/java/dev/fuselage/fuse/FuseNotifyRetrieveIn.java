package dev.fuselage.fuse;

/**
 * {@code struct fuse_notify_retrieve_in}: arguments of NOTIFY_REPLY, before the data: laid out as
 * {@link FuseWriteIn}.
 */
public final class FuseNotifyRetrieveIn {
    public static final int SIZE = 40;
    public static final Struct STRUCT = Struct.of("fuse_notify_retrieve_in", SIZE);

    public static final U64 DUMMY1 = STRUCT.u64("dummy1", 0);
    public static final U64 OFFSET = STRUCT.u64("offset", 8);
    public static final U32 SIZE_FIELD = STRUCT.u32("size", 16);
    public static final U32 DUMMY2 = STRUCT.u32("dummy2", 20);
    public static final U64 DUMMY3 = STRUCT.u64("dummy3", 24);
    public static final U64 DUMMY4 = STRUCT.u64("dummy4", 32);

    private FuseNotifyRetrieveIn() {}
}
