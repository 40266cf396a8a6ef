package dev.fuselage.kernel.vfs;

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

    /** A device with the default windows. */
    public BackingDevice(String name) {
        this.name = name;
    }
}
