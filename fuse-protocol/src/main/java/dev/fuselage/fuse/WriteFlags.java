package dev.fuselage.fuse;

/** {@link FuseWriteIn#WRITE_FLAGS}. */
public final class WriteFlags {
    /** Written back from the page cache: the open file is any that can write. */
    public static final int WRITE_CACHE = 1 << 0;

    /** {@link FuseWriteIn#LOCK_OWNER} holds a value. */
    public static final int WRITE_LOCKOWNER = 1 << 1;

    /** Clear S_ISUID, and S_ISGID of a group-executable file. */
    public static final int WRITE_KILL_SUIDGID = 1 << 2;

    /** Obsolete name. */
    public static final int WRITE_KILL_PRIV = WRITE_KILL_SUIDGID;

    private WriteFlags() {}
}
