package dev.fuselage.devices.fs;

/** What {@code statfs} tells of a file system. A mutable holder with plain fields. */
public final class FileSystemStatistics {

    /** Total size in units of {@link #frsize}. */
    public long blocks;

    /** Free space in units of {@link #frsize}. */
    public long bfree;

    /** Free space for unprivileged users in units of {@link #frsize}. */
    public long bavail;

    /** Total number of inodes. */
    public long files;

    /** Free inodes. */
    public long ffree;

    /** Preferred size of a transfer in bytes. */
    public int bsize;

    /** Longest name in bytes. */
    public int namelen;

    /** Fragment size in bytes: the unit of the counts above. */
    public int frsize;

    /** A holder of zeros. */
    public FileSystemStatistics() {}
}
