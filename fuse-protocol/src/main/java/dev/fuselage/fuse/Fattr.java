package dev.fuselage.fuse;

/**
 * {@code FATTR_*}: which fields of {@link FuseSetattrIn} hold values, and what else SETATTR is to
 * do.
 */
public final class Fattr {
    public static final int FATTR_MODE = 1 << 0;
    public static final int FATTR_UID = 1 << 1;
    public static final int FATTR_GID = 1 << 2;
    public static final int FATTR_SIZE = 1 << 3;
    public static final int FATTR_ATIME = 1 << 4;
    public static final int FATTR_MTIME = 1 << 5;

    /** {@link FuseSetattrIn#FH} names an open file. */
    public static final int FATTR_FH = 1 << 6;

    /** Set the time of access to the server's clock. */
    public static final int FATTR_ATIME_NOW = 1 << 7;

    /** Set the time of modification to the server's clock. */
    public static final int FATTR_MTIME_NOW = 1 << 8;

    public static final int FATTR_LOCKOWNER = 1 << 9;

    /** The client keeps the time of change itself (write-back cache). */
    public static final int FATTR_CTIME = 1 << 10;

    /** Clear S_ISUID, and S_ISGID of a group-executable file (7.33). */
    public static final int FATTR_KILL_SUIDGID = 1 << 11;

    private Fattr() {}
}
