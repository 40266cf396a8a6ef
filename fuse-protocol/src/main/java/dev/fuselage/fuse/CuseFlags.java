package dev.fuselage.fuse;

/** Flags of CUSE_INIT. */
public final class CuseFlags {
    public static final int CUSE_UNRESTRICTED_IOCTL = 1 << 0;

    private CuseFlags() {}
}
