package dev.fuselage.fuse;

/**
 * {@code struct fuse_ext_header}: what each extension of a request begins with (7.38). {@link
 * ExtensionWalker} walks extensions.
 */
public final class FuseExtHeader {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_ext_header", SIZE);

    /** Bytes of the extension, this header included. */
    public static final U32 SIZE_FIELD = STRUCT.u32("size", 0);

    /** See {@link ExtType}. */
    public static final U32 TYPE = STRUCT.u32("type", 4);

    private FuseExtHeader() {}
}
