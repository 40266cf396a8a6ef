package dev.fuselage.fuse;

/**
 * {@code struct cuse_init_out}: reply of CUSE_INIT, followed by the device's {@code KEY=value}
 * strings.
 */
public final class CuseInitOut {
    public static final int SIZE = 72;
    public static final Struct STRUCT = Struct.of("cuse_init_out", SIZE);

    public static final U32 MAJOR = STRUCT.u32("major", 0);
    public static final U32 MINOR = STRUCT.u32("minor", 4);
    public static final U32 UNUSED = STRUCT.u32("unused", 8);

    /** See {@link CuseFlags}. */
    public static final U32 FLAGS = STRUCT.u32("flags", 12);

    public static final U32 MAX_READ = STRUCT.u32("max_read", 16);
    public static final U32 MAX_WRITE = STRUCT.u32("max_write", 20);

    /** Major number of the character device, 0 for any. */
    public static final U32 DEV_MAJOR = STRUCT.u32("dev_major", 24);

    public static final U32 DEV_MINOR = STRUCT.u32("dev_minor", 28);
    public static final Bytes SPARE = STRUCT.bytes("spare", 32, 40);

    private CuseInitOut() {}
}
