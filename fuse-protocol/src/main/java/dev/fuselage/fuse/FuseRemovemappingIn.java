package dev.fuselage.fuse;

/**
 * {@code struct fuse_removemapping_in}: arguments of REMOVEMAPPING (7.31), followed without padding
 * by {@link #COUNT} times {@link FuseRemovemappingOne}.
 */
public final class FuseRemovemappingIn {
    public static final int SIZE = 4;
    public static final Struct STRUCT = Struct.of("fuse_removemapping_in", SIZE);

    public static final U32 COUNT = STRUCT.u32("count", 0);

    private FuseRemovemappingIn() {}
}
