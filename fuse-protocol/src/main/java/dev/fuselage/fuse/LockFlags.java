package dev.fuselage.fuse;

/** {@link FuseLkIn#LK_FLAGS}. */
public final class LockFlags {
    /** A flock lock, not a POSIX lock. */
    public static final int LK_FLOCK = 1 << 0;

    private LockFlags() {}
}
