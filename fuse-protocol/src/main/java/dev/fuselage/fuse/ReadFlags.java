package dev.fuselage.fuse;

/** {@link FuseReadIn#READ_FLAGS}. */
public final class ReadFlags {
    /** {@link FuseReadIn#LOCK_OWNER} holds a value. */
    public static final int READ_LOCKOWNER = 1 << 1;

    private ReadFlags() {}
}
