package dev.fuselage.kernel.vfs;

/** Inode flags (S_*). */
public final class InodeFlags {
    /** Writes are synchronous. */
    public static final int S_SYNC = 1;

    /** Access times are not updated. */
    public static final int S_NOATIME = 1 << 1;

    /** Append-only. */
    public static final int S_APPEND = 1 << 2;

    /** Immutable. */
    public static final int S_IMMUTABLE = 1 << 3;

    /** A removed directory that is still open. */
    public static final int S_DEAD = 1 << 4;

    /** Modifications of the directory are synchronous. */
    public static final int S_DIRSYNC = 1 << 6;

    /** Modification and change times are the file system's business. */
    public static final int S_NOCMTIME = 1 << 7;

    /** Belongs to the kernel itself (pipes). */
    public static final int S_PRIVATE = 1 << 9;

    /** Something is mounted when a walk arrives here. */
    public static final int S_AUTOMOUNT = 1 << 11;

    /** Known to need no removal of privileges on write. */
    public static final int S_NOSEC = 1 << 12;

    /** Its data is accessed directly, without page cache. */
    public static final int S_DAX = 1 << 13;

    private InodeFlags() {}
}
