package dev.fuselage.fuse;

/** {@code struct fuse_forget_in}: arguments of FORGET, which has no reply. */
public final class FuseForgetIn {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_forget_in", SIZE);

    /** References to give back. */
    public static final U64 NLOOKUP = STRUCT.u64("nlookup", 0);

    private FuseForgetIn() {}
}
