package dev.fuselage.kernel.vfs;

/** What can be done with an open file (FMODE_*); the first two follow from its access mode. */
public final class FileMode {
    /** Open for reading. */
    public static final int FMODE_READ = 1;

    /** Open for writing. */
    public static final int FMODE_WRITE = 1 << 1;

    /** Seekable. */
    public static final int FMODE_LSEEK = 1 << 2;

    /** pread works. */
    public static final int FMODE_PREAD = 1 << 3;

    /** pwrite works. */
    public static final int FMODE_PWRITE = 1 << 4;

    /** Open for execution. */
    public static final int FMODE_EXEC = 1 << 5;

    /** Counted among the writers of its inode and mount. */
    public static final int FMODE_WRITER = 1 << 6;

    /** fadvise(RANDOM): no readahead windows. */
    public static final int FMODE_RANDOM = 1 << 12;

    /** Its position needs a lock, because descriptors share it. */
    public static final int FMODE_ATOMIC_POS = 1 << 15;

    /** read is possible. */
    public static final int FMODE_CAN_READ = 1 << 17;

    /** write is possible. */
    public static final int FMODE_CAN_WRITE = 1 << 18;

    /** open succeeded: release must be called. */
    public static final int FMODE_OPENED = 1 << 19;

    /** open created the file. */
    public static final int FMODE_CREATED = 1 << 20;

    /** A position-less stream: pipes. */
    public static final int FMODE_STREAM = 1 << 21;

    /** O_DIRECT is possible. */
    public static final int FMODE_CAN_ODIRECT = 1 << 22;

    /** Opened with O_PATH. */
    public static final int FMODE_PATH = 1 << 14;

    private FileMode() {}
}
