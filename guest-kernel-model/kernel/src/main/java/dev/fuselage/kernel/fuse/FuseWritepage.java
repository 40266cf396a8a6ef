package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive dirty pages on their way to the server in one WRITE ({@code struct
 * fuse_writepage_args}): copies of the pages, so that the pages themselves are free at once. Who
 * wants to change one of them waits here for the reply.
 *
 * <p>{@link FuseWriteback} keeps them for the next use.
 */
final class FuseWritepage {
    private enum State {
        IDLE,
        /** A task still adds pages. */
        FILLING,
        /** Behind the barrier of a task that wants no writes. */
        QUEUED,
        /** A page that was written again before its WRITE was answered. */
        AUXILIARY,
        SENT
    }

    private final FuseWriteback owner;
    private final WaitQueue ended;
    private State state = State.IDLE;
    private @Nullable Task filler;
    private @Nullable FuseWritepage primary;
    private @Nullable FuseReq req;
    private @Nullable FuseFile file;
    private long offset;
    private int size;

    /** The next auxiliary one. */
    @Nullable FuseWritepage next;

    /** What syncfs waits for. */
    @Nullable FuseSyncBucket bucket;

    FuseWritepage(FuseWriteback owner) {
        this.owner = owner;
        this.ended =
                new WaitQueue(
                        owner.inode().conn().scheduler(),
                        "page writeback",
                        this,
                        this::namesWhoEndsIt);
    }

    /** {@code fuse_writepage_args_setup}: takes a reference to the file. */
    void begin(FuseReq request, FuseFile writer, long position, @Nullable Task task) {
        req = request;
        file = writer.get();
        offset = position;
        size = 0;
        filler = task;
        state = State.FILLING;
        next = null;
        primary = null;
    }

    void queued() {
        state = State.QUEUED;
    }

    void auxiliaryOf(FuseWritepage first) {
        state = State.AUXILIARY;
        primary = first;
    }

    void sent(int bytes) {
        state = State.SENT;
        size = bytes;
        filler = null;
        primary = null;
    }

    FuseWriteback owner() {
        return owner;
    }

    FuseReq req() {
        FuseReq r = req;
        if (r == null) {
            throw new IllegalStateException("no pages are being written in " + this);
        }
        return r;
    }

    FuseFile file() {
        FuseFile f = file;
        if (f == null) {
            throw new IllegalStateException("no pages are being written in " + this);
        }
        return f;
    }

    /** Byte of the file where it starts. */
    long offset() {
        return offset;
    }

    /** Byte of the file behind the last that was sent. */
    long end() {
        return offset + size;
    }

    int pages() {
        return req().data.count();
    }

    long first() {
        return offset >>> Page.SHIFT;
    }

    boolean covers(long index) {
        return index >= first() && index - first() < pages();
    }

    /** Waits until another, or none, covers the page. */
    void await(long index) {
        int _ =
                ended.waitEvent(
                        "fuse_wait_on_page_writeback",
                        () -> !owner.isIn(this, index),
                        Interruptibility.UNINTERRUPTIBLE);
    }

    /** {@code wake_up(&fi->page_waitq)}. */
    void wake() {
        state = State.IDLE;
        ended.wakeUpAll();
    }

    /** Forgets everything; the caller has let go of request and file. */
    void clear() {
        req = null;
        file = null;
        bucket = null;
    }

    /** For those who wait for the end of all. */
    void addTo(Suppliers out) {
        out.waitable(ended);
    }

    private void namesWhoEndsIt(Suppliers out) {
        Task task = filler;
        FuseWritepage first = primary;
        switch (state) {
            case IDLE -> {}
            case FILLING -> {
                if (task != null) {
                    out.task(task);
                }
            }
            case QUEUED -> owner.namesBarrier(out);
            case AUXILIARY -> {
                if (first != null) {
                    first.addTo(out);
                }
            }
            case SENT -> req().delivery().deliverers(out);
        }
    }

    @Override
    public String toString() {
        if (req == null) {
            return owner.inode().toString();
        }
        long last = first() + Math.max(pages() - 1, 0);
        return owner.inode() + " page " + first() + (last > first() ? "-" + last : "");
    }
}
