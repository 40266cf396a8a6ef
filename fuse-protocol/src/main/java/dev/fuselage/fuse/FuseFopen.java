package dev.fuselage.fuse;

/** {@code FOPEN_*}: what a server wants of an open file, in {@link FuseOpenOut}. */
public final class FuseFopen {
    /** Bypass the page cache. */
    public static final int FOPEN_DIRECT_IO = 1 << 0;

    /** Keep the pages cached from earlier opens. */
    public static final int FOPEN_KEEP_CACHE = 1 << 1;

    public static final int FOPEN_NONSEEKABLE = 1 << 2;

    /** Cache this directory's entries. */
    public static final int FOPEN_CACHE_DIR = 1 << 3;

    /** The file has no position at all. */
    public static final int FOPEN_STREAM = 1 << 4;

    /** Send no FLUSH at close, unless the write-back cache is on. */
    public static final int FOPEN_NOFLUSH = 1 << 5;

    /** Direct writes to one node need not exclude each other. */
    public static final int FOPEN_PARALLEL_DIRECT_WRITES = 1 << 6;

    /** Read and write the backing file {@link FuseOpenOut#BACKING_ID}. */
    public static final int FOPEN_PASSTHROUGH = 1 << 7;

    private FuseFopen() {}
}
