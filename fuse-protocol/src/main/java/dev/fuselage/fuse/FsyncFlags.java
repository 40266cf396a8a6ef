package dev.fuselage.fuse;

/** {@link FuseFsyncIn#FSYNC_FLAGS}. */
public final class FsyncFlags {
    /** Data only, no metadata. */
    public static final int FSYNC_FDATASYNC = 1 << 0;

    private FsyncFlags() {}
}
