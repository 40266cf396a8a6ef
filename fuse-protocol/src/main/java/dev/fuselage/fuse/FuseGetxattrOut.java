package dev.fuselage.fuse;

/** {@code struct fuse_getxattr_out}: reply of GETXATTR and LISTXATTR to a request of size 0. */
public final class FuseGetxattrOut {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_getxattr_out", SIZE);

    /** Length of the value in bytes. */
    public static final U32 SIZE_FIELD = STRUCT.u32("size", 0);

    public static final U32 PADDING = STRUCT.u32("padding", 4);

    private FuseGetxattrOut() {}
}
