package dev.fuselage.fuse;

/** {@link FuseGetattrIn#GETATTR_FLAGS} and {@link FuseStatxIn#GETATTR_FLAGS}. */
public final class GetattrFlags {
    public static final int GETATTR_FH = 1 << 0;

    private GetattrFlags() {}
}
