package dev.fuselage.fuse;

/** {@code struct fuse_write_out}: reply of WRITE and of COPY_FILE_RANGE. */
public final class FuseWriteOut {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_write_out", SIZE);

    /** Bytes written. */
    public static final U32 SIZE_FIELD = STRUCT.u32("size", 0);

    public static final U32 PADDING = STRUCT.u32("padding", 4);

    private FuseWriteOut() {}
}
