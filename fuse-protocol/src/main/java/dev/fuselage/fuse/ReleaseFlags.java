package dev.fuselage.fuse;

/** {@link FuseReleaseIn#RELEASE_FLAGS}. */
public final class ReleaseFlags {
    public static final int RELEASE_FLUSH = 1 << 0;

    /** Drop the flock locks of the lock owner (7.17). */
    public static final int RELEASE_FLOCK_UNLOCK = 1 << 1;

    private ReleaseFlags() {}
}
