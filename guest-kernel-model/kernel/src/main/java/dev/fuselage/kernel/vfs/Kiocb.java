package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/** One read or write in progress (struct kiocb). Reusable. */
public final class Kiocb {
    /** O_APPEND. */
    public static final int IOCB_APPEND = 1;

    /** O_DIRECT. */
    public static final int IOCB_DIRECT = 1 << 1;

    /** O_DSYNC. */
    public static final int IOCB_DSYNC = 1 << 2;

    /** O_SYNC. */
    public static final int IOCB_SYNC = 1 << 3;

    /** Do not block. */
    public static final int IOCB_NOWAIT = 1 << 4;

    /** A write. */
    public static final int IOCB_WRITE = 1 << 5;

    private @Nullable OpenFile file;

    /** Byte offset. */
    public long pos;

    /** IOCB_* bits. */
    public int flags;

    /**
     * Starts for a file at an offset with the flags that follow from how it was opened
     * (init_sync_kiocb).
     */
    public Kiocb init(OpenFile newFile, long newPos) {
        file = newFile;
        pos = newPos;
        flags = newFile.iocbFlags();
        return this;
    }

    /** The file. */
    public OpenFile file() {
        OpenFile f = file;
        if (f == null) {
            throw new IllegalStateException("kiocb used before init");
        }
        return f;
    }

    /** Whether it is completed before the call returns; always, until there is aio. */
    public boolean isSync() {
        return true;
    }
}
