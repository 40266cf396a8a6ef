package dev.fuselage.fuse;

/** {@code struct cuse_init_in}: arguments of CUSE_INIT. */
public final class CuseInitIn {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("cuse_init_in", SIZE);

    public static final U32 MAJOR = STRUCT.u32("major", 0);
    public static final U32 MINOR = STRUCT.u32("minor", 4);
    public static final U32 UNUSED = STRUCT.u32("unused", 8);

    /** See {@link CuseFlags}. */
    public static final U32 FLAGS = STRUCT.u32("flags", 12);

    private CuseInitIn() {}
}
