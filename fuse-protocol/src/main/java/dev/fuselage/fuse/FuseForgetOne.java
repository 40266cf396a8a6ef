package dev.fuselage.fuse;

/** {@code struct fuse_forget_one}: one node of a BATCH_FORGET. */
public final class FuseForgetOne {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_forget_one", SIZE);

    public static final U64 NODEID = STRUCT.u64("nodeid", 0);

    /** References to give back. */
    public static final U64 NLOOKUP = STRUCT.u64("nlookup", 8);

    private FuseForgetOne() {}
}
