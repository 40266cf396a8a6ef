package dev.fuselage.fuse;

/**
 * {@code struct fuse_secctx_header}: what the security contexts of a new node begin with (7.36). It
 * is also a {@link FuseExtHeader}: types up to 31 count contexts.
 */
public final class FuseSecctxHeader {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_secctx_header", SIZE);

    /** Bytes of all contexts, this header included. */
    public static final U32 SIZE_FIELD = STRUCT.u32("size", 0);

    public static final U32 NR_SECCTX = STRUCT.u32("nr_secctx", 4);

    private FuseSecctxHeader() {}
}
