package dev.fuselage.fuse;

/**
 * {@code struct fuse_batch_forget_in}: arguments of BATCH_FORGET (7.16), followed by {@link #COUNT}
 * times {@link FuseForgetOne}; there is no reply.
 */
public final class FuseBatchForgetIn {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_batch_forget_in", SIZE);

    public static final U32 COUNT = STRUCT.u32("count", 0);
    public static final U32 DUMMY = STRUCT.u32("dummy", 4);

    private FuseBatchForgetIn() {}
}
