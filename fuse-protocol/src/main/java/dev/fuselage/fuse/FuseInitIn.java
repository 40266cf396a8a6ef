package dev.fuselage.fuse;

/**
 * {@code struct fuse_init_in}: arguments of INIT. Only the first {@link
 * FuseProtocol#COMPAT_INIT_IN_SIZE} bytes are there unless {@link InitFlags#INIT_EXT} is set
 * (7.36).
 */
public final class FuseInitIn {
    public static final int SIZE = 64;
    public static final Struct STRUCT = Struct.of("fuse_init_in", SIZE);

    public static final U32 MAJOR = STRUCT.u32("major", 0);
    public static final U32 MINOR = STRUCT.u32("minor", 4);
    public static final U32 MAX_READAHEAD = STRUCT.u32("max_readahead", 8);

    /** Bits 0..31 of {@link InitFlags}. */
    public static final U32 FLAGS = STRUCT.u32("flags", 12);

    /** Bits 32..63 of {@link InitFlags}. */
    public static final U32 FLAGS2 = STRUCT.u32("flags2", 16);

    public static final Bytes UNUSED = STRUCT.bytes("unused", 20, 44);

    private FuseInitIn() {}
}
