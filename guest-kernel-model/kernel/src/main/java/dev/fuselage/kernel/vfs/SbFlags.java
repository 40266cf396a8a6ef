package dev.fuselage.kernel.vfs;

/** Flags of a superblock (SB_*) as mount(2) gives them; the first ten equal MS_*. */
public final class SbFlags {
    /** Read-only. */
    public static final int SB_RDONLY = 1;

    /** Set-id bits have no effect. */
    public static final int SB_NOSUID = 1 << 1;

    /** Device nodes cannot be opened. */
    public static final int SB_NODEV = 1 << 2;

    /** Programs cannot be run. */
    public static final int SB_NOEXEC = 1 << 3;

    /** Writes are synchronous. */
    public static final int SB_SYNCHRONOUS = 1 << 4;

    /** Changes of directories are synchronous. */
    public static final int SB_DIRSYNC = 1 << 7;

    /** Access times are not updated. */
    public static final int SB_NOATIME = 1 << 10;

    /** Access times of directories are not updated. */
    public static final int SB_NODIRATIME = 1 << 11;

    /** The file system applies the umask itself (ACLs). */
    public static final int SB_POSIXACL = 1 << 16;

    /** Inodes may carry S_NOSEC. */
    public static final int SB_NOSEC = 1 << 28;

    /** It is born. */
    public static final int SB_BORN = 1 << 29;

    /** It is in use: inodes without users may stay cached. */
    public static final int SB_ACTIVE = 1 << 30;

    private SbFlags() {}
}
