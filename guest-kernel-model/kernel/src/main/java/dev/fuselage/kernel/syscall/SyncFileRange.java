package dev.fuselage.kernel.syscall;

/** Flags of sync_file_range(2) ({@code uapi/linux/fs.h}). */
public final class SyncFileRange {
    /** Waits for the writeback that goes on already (SYNC_FILE_RANGE_WAIT_BEFORE). */
    public static final int WAIT_BEFORE = 1;

    /** Begins to write the dirty pages (SYNC_FILE_RANGE_WRITE). */
    public static final int WRITE = 2;

    /** Waits for the end of that (SYNC_FILE_RANGE_WAIT_AFTER). */
    public static final int WAIT_AFTER = 4;

    /** All of them: what is written is data that must be kept. */
    static final int ALL = WAIT_BEFORE | WRITE | WAIT_AFTER;

    private SyncFileRange() {}
}
