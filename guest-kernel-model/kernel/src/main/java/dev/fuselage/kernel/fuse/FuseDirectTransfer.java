package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.wait.Completion;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import org.jspecify.annotations.Nullable;

/**
 * A direct read or write in several requests under way at the same time ({@code struct
 * fuse_io_priv}): counts them and puts their outcomes together.
 */
final class FuseDirectTransfer {
    private final FuseInode fi;
    private final Completion done;
    private @Nullable Kiocb queued;
    final boolean write;

    /** Where in the file it starts. */
    final long start;

    /** Pages read into are to be marked dirty, which may wait for their locks. */
    boolean dirtiesPages;

    private int requests = 1;
    private long size;

    /** Bytes from the start up to the first short answer; -1 while there is none. */
    private long bytes = -1;

    private int error;

    FuseDirectTransfer(FuseInode fi, boolean write, long start) {
        this.fi = fi;
        this.write = write;
        this.start = start;
        this.done = new Completion(fi.conn().scheduler(), "direct transfer", "", answerer());
    }

    private Deliverer answerer() {
        FuseIqueue fiq = fi.conn().iqueue();
        return fiq.ops().answerer(fiq);
    }

    /** Nobody waits for it: its result goes to the iocb. */
    void queue(Kiocb iocb) {
        queued = iocb;
        iocb.queued(answerer());
    }

    /** One request more, of that many bytes. */
    void begin(long count) {
        size += count;
        requests++;
    }

    /**
     * One fewer ({@code fuse_aio_complete}).
     *
     * @param position bytes from the start of the transfer to where a short answer ended; -1 for a
     *     whole one
     */
    @KernelFunction("fuse_aio_complete")
    void end(int outcome, long position) {
        if (outcome != 0) {
            error = error != 0 ? error : outcome;
        } else if (position >= 0 && (bytes < 0 || position < bytes)) {
            bytes = position;
        }
        requests--;
        if (requests > 0) {
            return;
        }
        Kiocb iocb = queued;
        if (iocb == null) {
            done.complete();
            return;
        }
        long result = result();
        if (result >= 0) {
            fi.bumpAttrVersion();
        }
        iocb.complete(result);
    }

    /** Waits for all; bytes moved without a gap, or a negative errno. */
    long await() {
        int _ = done.waitFor("fuse_direct_IO", Interruptibility.UNINTERRUPTIBLE);
        return result();
    }

    /** {@code fuse_get_res_by_io}. */
    private long result() {
        if (error != 0) {
            return error;
        }
        if (bytes >= 0 && write) {
            return -Errno.EIO;
        }
        return bytes < 0 ? size : bytes;
    }
}
