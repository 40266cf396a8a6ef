package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/** What a file system's storage likes (struct backing_dev_info). */
public final class BackingDevice {
    /** 128 KiB of readahead, in pages (VM_READAHEAD_PAGES). */
    public static final int DEFAULT_RA_PAGES = 32;

    /** Longest readahead in pages. */
    public int raPages = DEFAULT_RA_PAGES;

    /** Best size of I/O in pages. */
    public int ioPages = DEFAULT_RA_PAGES;

    /** Name, for reports. */
    public final String name;

    private @Nullable Flusher flusher;

    /** A device with the default windows. */
    public BackingDevice(String name) {
        this.name = name;
    }

    /** From now on dirty pages are written after a while (BDI_CAP_WRITEBACK). */
    public void setFlusher(@Nullable Flusher newFlusher) {
        flusher = newFlusher;
    }

    /** An inode has become dirty (wb_wakeup_delayed). */
    void inodeDirtied() {
        Flusher f = flusher;
        if (f != null) {
            f.wakeUpDelayed();
        }
    }

    /**
     * The current task has made many pages dirty (balance_dirty_pages): starts writing them, and
     * waits while there are too many.
     */
    public void balanceDirtyPages() {
        Flusher f = flusher;
        if (f != null) {
            f.balance();
        }
    }
}
