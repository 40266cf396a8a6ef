package dev.fuselage.kernel.vfs;

/** Which times of an inode change (S_ATIME...). */
public final class TimeFlags {
    /** Access time. */
    public static final int S_ATIME = 1;

    /** Modification time. */
    public static final int S_MTIME = 2;

    /** Change time. */
    public static final int S_CTIME = 4;

    /** Version. */
    public static final int S_VERSION = 8;

    private TimeFlags() {}
}
