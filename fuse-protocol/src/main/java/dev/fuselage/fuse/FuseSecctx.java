package dev.fuselage.fuse;

/**
 * {@code struct fuse_secctx}: one security context, before its NUL-terminated name and its value;
 * records are padded to 8 bytes.
 */
public final class FuseSecctx {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_secctx", SIZE);

    /** Length of the value in bytes. */
    public static final U32 SIZE_FIELD = STRUCT.u32("size", 0);

    public static final U32 PADDING = STRUCT.u32("padding", 4);

    /** Bytes of a record whose name, without its NUL, and value have these lengths. */
    public static long recordSize(long nameLength, long valueLength) {
        return FuseProtocol.recordAlign(SIZE + nameLength + 1 + valueLength);
    }

    private FuseSecctx() {}
}
