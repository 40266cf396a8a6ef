package dev.fuselage.fuse;

/** {@code struct fuse_interrupt_in}: arguments of INTERRUPT (7.7). */
public final class FuseInterruptIn {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_interrupt_in", SIZE);

    /** The request that is to be interrupted. */
    public static final U64 UNIQUE = STRUCT.u64("unique", 0);

    private FuseInterruptIn() {}
}
