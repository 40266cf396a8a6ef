package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.PollEvents;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageVector;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * A pipe (struct pipe_inode_info): a ring of up to sixteen pieces of pages between writers and
 * readers.
 */
public final class PipeInode {
    /** Pieces a pipe holds (PIPE_DEF_BUFFERS). */
    public static final int BUFFERS = 16;

    private final Vfs vfs;
    private final boolean named;
    private final @Nullable Page[] pages = new @Nullable Page[BUFFERS];
    private final int[] offsets = new int[BUFFERS];
    private final int[] lengths = new int[BUFFERS];
    private int head;
    private int tail;

    /** The newest piece is a page of the pipe's own with room behind it. */
    private boolean canMerge;

    private final WaitQueue readable;
    private final WaitQueue writable;
    private final PollHead pollers;
    int readers;
    int writers;

    /** Ends that have ever been opened: a partner that came and went counts as having come. */
    private long readersCame;

    private long writersCame;

    /**
     * @param named a FIFO, which any task may open
     */
    PipeInode(Vfs vfs, boolean named) {
        this.vfs = vfs;
        this.named = named;
        this.readable =
                new WaitQueue(
                        vfs.scheduler(),
                        "data in",
                        this,
                        out -> whoHas(FileMode.FMODE_WRITE, "a task that opens it to write", out));
        this.writable =
                new WaitQueue(
                        vfs.scheduler(),
                        "room in",
                        this,
                        out -> whoHas(FileMode.FMODE_READ, "a task that opens it to read", out));
        this.pollers =
                new PollHead(out -> {
                    whoHas(FileMode.FMODE_WRITE, "a task that opens it to write", out);
                    whoHas(FileMode.FMODE_READ, "a task that opens it to read", out);
                });
    }

    /** pipe_poll. */
    int poll(OpenFile file, PollTable table) {
        table.wait(pollers);
        int mask = 0;
        if (file.has(FileMode.FMODE_READ)) {
            mask |= isEmpty() ? 0 : PollEvents.POLLIN | PollEvents.POLLRDNORM;
            mask |= writers == 0 && writersCame > 0 ? PollEvents.POLLHUP : 0;
        }
        if (file.has(FileMode.FMODE_WRITE)) {
            mask |= isFull() ? 0 : PollEvents.POLLOUT | PollEvents.POLLWRNORM;
            mask |= readers == 0 ? PollEvents.POLLERR : 0;
        }
        return mask;
    }

    private void wakeReaders() {
        readable.wakeUpAll();
        pollers.wake();
    }

    private void wakeWriters() {
        writable.wakeUpAll();
        pollers.wake();
    }

    private void whoHas(int end, String opener, Suppliers out) {
        FilesStruct.holders(vfs, file -> file.privateData == this && file.has(end), out);
        if (named) {
            out.anyTask(opener);
        }
    }

    // ---- the ring

    /** Whether there is nothing to read. */
    public boolean isEmpty() {
        return head == tail;
    }

    /** Whether there is no room for another piece. */
    public boolean isFull() {
        return head - tail == BUFFERS;
    }

    /** Bytes that fit when each free piece takes a page. */
    public long room() {
        return (long) (BUFFERS - (head - tail)) << Page.SHIFT;
    }

    /** Adds a piece of a page; the pipe takes over a reference to it. */
    public void add(Page page, int offset, int length) {
        if (isFull()) {
            throw new IllegalStateException("pipe is full");
        }
        int slot = head % BUFFERS;
        pages[slot] = page;
        offsets[slot] = offset;
        lengths[slot] = length;
        head++;
        canMerge = false;
    }

    private Page page(int slot) {
        Page page = pages[slot];
        if (page == null) {
            throw new IllegalStateException("pipe is empty");
        }
        return page;
    }

    /** Adds the oldest pieces, up to that many bytes, to a vector; they stay the pipe's. */
    void collect(PageVector into, long bytes) {
        long left = bytes;
        for (int i = tail; i < head && left > 0; i++) {
            int slot = i % BUFFERS;
            int piece = (int) Math.min(left, lengths[slot]);
            into.add(page(slot), offsets[slot], piece);
            left -= piece;
        }
    }

    /** Takes bytes from the front; pieces that fall empty go and their pages are put. */
    void consumeAll(long bytes) {
        long left = bytes;
        while (left > 0) {
            int piece = (int) Math.min(left, lengths[tail % BUFFERS]);
            consume(piece);
            left -= piece;
        }
    }

    private void consume(int bytes) {
        int slot = tail % BUFFERS;
        Page page = page(slot);
        offsets[slot] += bytes;
        lengths[slot] -= bytes;
        if (lengths[slot] == 0) {
            pages[slot] = null;
            tail++;
            page.put();
        }
    }

    /** Throws away what is in it. */
    void drain() {
        while (!isEmpty()) {
            consume(lengths[tail % BUFFERS]);
        }
    }

    // ---- reading and writing

    /** pipe_read: what is there, at least a byte; 0 at the end; negative. */
    @KernelFunction("pipe_read")
    long read(OpenFile file, IovIter to) {
        long done = 0;
        while (to.count() > 0) {
            if (!isEmpty()) {
                int slot = tail % BUFFERS;
                int piece = (int) Math.min(to.count(), lengths[slot]);
                int copied = to.copyFromPage(page(slot), offsets[slot], piece);
                consume(copied);
                done += copied;
                if (copied < piece) {
                    done = done > 0 ? done : -Errno.EFAULT;
                    break;
                }
            } else if (done > 0 || writers == 0) {
                break;
            } else {
                int error = await(file, readable, "pipe_read");
                if (error != 0) {
                    return error;
                }
            }
        }
        wakeWriters();
        return done;
    }

    /** pipe_write: all of it, unless it may not wait; -EPIPE and SIGPIPE when nobody reads. */
    @KernelFunction("pipe_write")
    long write(OpenFile file, IovIter from) {
        long done = 0;
        int error = 0;
        while (from.count() > 0 && error == 0) {
            if (readers == 0) {
                vfs.scheduler().current().sendSignal(Signal.SIGPIPE);
                error = -Errno.EPIPE;
            } else if (canMerge && lastHasRoom(from.count())) {
                done += appendToLast(from);
            } else if (!isFull()) {
                Page page = vfs.pages().allocate();
                int bytes = (int) Math.min(Page.SIZE, from.count());
                int copied = from.copyToPage(page, 0, bytes);
                error = copied < bytes ? -Errno.EFAULT : 0;
                if (copied > 0) {
                    add(page, 0, copied);
                    canMerge = true;
                    done += copied;
                } else {
                    page.put();
                }
            } else {
                wakeReaders();
                error = await(file, writable, "pipe_write");
            }
        }
        wakeReaders();
        return done > 0 ? done : error;
    }

    private boolean lastHasRoom(long bytes) {
        int slot = (head - 1) % BUFFERS;
        return !isEmpty() && bytes <= Page.SIZE - offsets[slot] - lengths[slot];
    }

    private int appendToLast(IovIter from) {
        int slot = (head - 1) % BUFFERS;
        int copied = from.copyToPage(page(slot), offsets[slot] + lengths[slot], (int) from.count());
        lengths[slot] += copied;
        return copied;
    }

    private int await(OpenFile file, WaitQueue queue, String site) {
        if ((file.flags & OpenFlags.O_NONBLOCK) != 0) {
            return -Errno.EAGAIN;
        }
        return queue == readable
                ? queue.waitEvent(
                        site, () -> !isEmpty() || writers == 0, Interruptibility.INTERRUPTIBLE)
                : queue.waitEvent(
                        site, () -> !isFull() || readers == 0, Interruptibility.INTERRUPTIBLE);
    }

    // ---- its ends

    /** Opens a FIFO: waits for the other end (fifo_open). */
    @KernelFunction("fifo_open")
    int open(OpenFile file) {
        boolean reads = file.has(FileMode.FMODE_READ);
        boolean writes = file.has(FileMode.FMODE_WRITE);
        boolean nonblock = (file.flags & OpenFlags.O_NONBLOCK) != 0;
        if (writes && !reads && nonblock && readers == 0) {
            return -Errno.ENXIO;
        }
        readers += reads ? 1 : 0;
        readersCame += reads ? 1 : 0;
        writers += writes ? 1 : 0;
        writersCame += writes ? 1 : 0;
        wakeReaders();
        wakeWriters();
        int interrupted = 0;
        long readersBefore = readersCame;
        long writersBefore = writersCame;
        if (reads && !writes && !nonblock && writers == 0) {
            interrupted =
                    readable.waitEvent(
                            "wait_for_partner",
                            () -> writersCame != writersBefore,
                            Interruptibility.INTERRUPTIBLE);
        } else if (writes && !reads && readers == 0) {
            interrupted =
                    writable.waitEvent(
                            "wait_for_partner",
                            () -> readersCame != readersBefore,
                            Interruptibility.INTERRUPTIBLE);
        }
        if (interrupted != 0) {
            close(file);
        }
        return interrupted;
    }

    /** One end fewer (pipe_release). */
    void close(OpenFile file) {
        readers -= file.has(FileMode.FMODE_READ) ? 1 : 0;
        writers -= file.has(FileMode.FMODE_WRITE) ? 1 : 0;
        wakeReaders();
        wakeWriters();
        if (readers == 0 && writers == 0) {
            drain();
        }
    }

    @Override
    public String toString() {
        String ends = count(readers, "reader") + " and " + count(writers, "writer");
        return (named ? "FIFO with " : "pipe with ") + ends;
    }

    private static String count(int ends, String what) {
        return ends + " " + what + (ends == 1 ? "" : "s");
    }
}
