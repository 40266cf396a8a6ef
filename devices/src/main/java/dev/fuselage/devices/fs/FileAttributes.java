package dev.fuselage.devices.fs;

/**
 * What {@code stat} and {@code statx} tell of a file. A mutable holder with plain fields: file
 * systems fill one, the server copies it to the reply, nothing keeps it.
 *
 * <p>Times are seconds since 1970-01-01 UTC (signed) and nanoseconds 0..999,999,999.
 */
public final class FileAttributes {

    /** Inode number as {@code stat} shows it. */
    public long ino;

    /** Size in bytes. */
    public long size;

    /** Allocated space in units of 512 bytes. */
    public long blocks;

    /** Time of last access: seconds. */
    public long atime;

    /** Time of last change of the content: seconds. */
    public long mtime;

    /** Time of last change of content or attributes: seconds. */
    public long ctime;

    /** Time of birth: seconds. */
    public long btime;

    /** Time of last access: nanoseconds. */
    public int atimeNanos;

    /** Time of last change of the content: nanoseconds. */
    public int mtimeNanos;

    /** Time of last change of content or attributes: nanoseconds. */
    public int ctimeNanos;

    /** Time of birth: nanoseconds. */
    public int btimeNanos;

    /** Whether the file system knows a birth time. */
    public boolean hasBtime;

    /** File type and permission bits ({@code st_mode}). */
    public int mode;

    /** Number of names. */
    public int nlink;

    /** Owner. */
    public int uid;

    /** Group. */
    public int gid;

    /**
     * Device number of a device node in Linux's 32-bit form ({@code new_encode_dev}): minor bits
     * 0..7, major bits 8..19, minor bits 20..31.
     */
    public int rdev;

    /** Preferred size of a transfer in bytes. */
    public int blksize;

    /** A holder of zeros. */
    public FileAttributes() {}
}
