package dev.fuselage.fuse;

/** {@code struct fuse_getxattr_in}: arguments of GETXATTR, before the name, and of LISTXATTR. */
public final class FuseGetxattrIn {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_getxattr_in", SIZE);

    /** Room for the value in bytes; 0 asks for the length alone. */
    public static final U32 SIZE_FIELD = STRUCT.u32("size", 0);

    public static final U32 PADDING = STRUCT.u32("padding", 4);

    private FuseGetxattrIn() {}
}
