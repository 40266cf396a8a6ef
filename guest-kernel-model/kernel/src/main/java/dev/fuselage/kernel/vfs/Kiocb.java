package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.wait.Deliverer;
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

    /** Result (negative) of what will be completed later; not for programs. */
    public static final int EIOCBQUEUED = 529;

    /** Takes the result of what was not waited for (ki_complete). */
    @FunctionalInterface
    public interface Completion {
        /** Runs where the I/O ended, usually in a kworker: bytes or negative. */
        void complete(long result);
    }

    private @Nullable OpenFile file;
    private @Nullable Completion completion;
    private @Nullable Deliverer deliverer;

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
        completion = null;
        deliverer = null;
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

    /** Whether it has to be complete when the call returns (is_sync_kiocb). */
    public boolean isSync() {
        return completion == null;
    }

    /** It may be completed later. */
    public void setCompletion(Completion newCompletion) {
        completion = newCompletion;
    }

    /** It is under way; {@code who} will bring it to its end. */
    public void queued(Deliverer who) {
        deliverer = who;
    }

    /** Who brings it to its end; null before it is under way. */
    public @Nullable Deliverer deliverer() {
        return deliverer;
    }

    /** Tells the result of one that is not sync. */
    public void complete(long result) {
        Completion c = completion;
        if (c == null) {
            throw new IllegalStateException("a sync kiocb is completed");
        }
        c.complete(result);
    }
}
