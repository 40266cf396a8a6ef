package dev.fuselage.kernel.vfs;

/** Flags of mount(2) and umount2(2) (MS_*, MNT_*). */
public final class MountFlags {
    /** Read-only. */
    public static final int MS_RDONLY = 1;

    /** Set-id bits have no effect. */
    public static final int MS_NOSUID = 2;

    /** Device nodes cannot be opened. */
    public static final int MS_NODEV = 4;

    /** Programs cannot be run. */
    public static final int MS_NOEXEC = 8;

    /** Writes are synchronous. */
    public static final int MS_SYNCHRONOUS = 16;

    /** Change a mount that is there. */
    public static final int MS_REMOUNT = 32;

    /** Changes of directories are synchronous. */
    public static final int MS_DIRSYNC = 128;

    /** No access times. */
    public static final int MS_NOATIME = 1024;

    /** No access times of directories. */
    public static final int MS_NODIRATIME = 2048;

    /** Show a place a second time. */
    public static final int MS_BIND = 4096;

    /** Access times relative to changes (the default). */
    public static final int MS_RELATIME = 1 << 21;

    /** Every access time. */
    public static final int MS_STRICTATIME = 1 << 24;

    /** umount: end what hangs. */
    public static final int MNT_FORCE = 1;

    /** umount: detach now, end later. */
    public static final int MNT_DETACH = 2;

    /** umount: do not follow a symbolic link. */
    public static final int UMOUNT_NOFOLLOW = 8;

    private MountFlags() {}
}
