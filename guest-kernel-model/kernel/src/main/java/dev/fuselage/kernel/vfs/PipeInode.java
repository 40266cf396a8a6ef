package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.PollEvents;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageVector;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.machine.time.Operation;

/**
 * A pipe (struct pipe_inode_info): what is in it, between writers and readers who wait for one
 * another.
 */
public final class PipeInode {
    /** Pieces a pipe holds unless it is told otherwise (PIPE_DEF_BUFFERS). */
    public static final int BUFFERS = 16;

    /** Bytes that a user may make a pipe hold (pipe_max_size). */
    private static final int MOST_BYTES = 1 << 20;

    /** Bytes that anybody may: what a system call's argument can say. */
    private static final long MOST_OF_ROOT = 1L << 31;

    private final Vfs vfs;
    private final boolean named;
    private final PipeRing ring = new PipeRing(BUFFERS);
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

    void wakeReaders() {
        readable.wakeUpAll();
        pollers.wake();
    }

    void wakeWriters() {
        writable.wakeUpAll();
        pollers.wake();
    }

    private void whoHas(int end, String opener, Suppliers out) {
        FilesStruct.holders(vfs, file -> file.privateData == this && file.has(end), out);
        if (named) {
            out.anyTask(opener);
        }
    }

    // ---- what is in it

    /** The pieces, to change them. */
    PipeRing ring() {
        touch(Operation.CHANGE);
        return ring;
    }

    /** The pieces, to look at them. */
    private PipeRing looked() {
        touch(Operation.READ);
        return ring;
    }

    /** Says for explorations that what is in it, or who has its ends, is looked at or changed. */
    private void touch(Operation operation) {
        vfs.scheduler().touch(readable, operation);
    }

    /** Whether there is nothing to read. */
    public boolean isEmpty() {
        return looked().isEmpty();
    }

    /** Whether there is no room for another piece. */
    public boolean isFull() {
        return looked().isFull();
    }

    /** Pieces that it can hold. */
    public int size() {
        return looked().size();
    }

    /** Bytes that fit when each free piece takes a page. */
    public long room() {
        return (long) (looked().size() - looked().occupancy()) << Page.SHIFT;
    }

    /** Adds a piece of a page; the pipe takes over a reference to it. */
    public void add(Page page, int offset, int length) {
        ring().add(page, offset, length);
    }

    /**
     * Adds all of some pieces and takes over their references (add_to_pipe): bytes, -EPIPE with
     * SIGPIPE when nobody reads, or -EIO when they do not all fit.
     */
    public long addAll(PageVector pieces) {
        long error = 0;
        if (pieces.count() > looked().size() - looked().occupancy()) {
            error = -Errno.EIO;
        } else if (readers == 0 && pieces.count() > 0) {
            vfs.scheduler().current().sendSignal(Signal.SIGPIPE);
            error = -Errno.EPIPE;
        }
        if (error != 0) {
            pieces.putAll();
            return error;
        }
        for (int i = 0; i < pieces.count(); i++) {
            ring().add(pieces.page(i), pieces.offset(i), pieces.length(i));
        }
        long bytes = pieces.bytes();
        pieces.clear();
        return bytes;
    }

    /**
     * Moves the oldest pieces, that many bytes, to a vector with their references; false, with
     * nothing changed, when there are fewer.
     */
    public boolean take(PageVector into, long bytes) {
        if (ring().bytes(bytes) < bytes) {
            return false;
        }
        ring().take(into, bytes);
        return true;
    }

    /** F_GETPIPE_SZ: bytes that it holds when each piece is a page. */
    public long capacity() {
        return (long) looked().size() << Page.SHIFT;
    }

    /** F_SETPIPE_SZ (pipe_set_size): the new capacity, or negative. */
    @KernelFunction("pipe_set_size")
    public long setCapacity(long bytes) {
        if (bytes > MOST_OF_ROOT || bytes < 0) {
            return -Errno.EINVAL;
        }
        long rounded = Long.highestOneBit(Math.max(bytes, Page.SIZE) * 2 - 1);
        boolean grows = rounded > capacity();
        Credentials cred = vfs.credentials();
        boolean unlimited = cred.capable(Capability.SYS_RESOURCE);
        if (grows && rounded > MOST_BYTES && !unlimited) {
            return -Errno.EPERM;
        }
        int size = (int) (rounded >>> Page.SHIFT);
        if (size < looked().occupancy()) {
            return -Errno.EBUSY;
        }
        ring().setSize(size);
        wakeWriters();
        return capacity();
    }

    // ---- reading and writing

    /** pipe_read: what is there, at least a byte; 0 at the end; negative. */
    @KernelFunction("pipe_read")
    long read(OpenFile file, IovIter to) {
        long done = 0;
        while (to.count() > 0) {
            if (!isEmpty()) {
                int piece = (int) Math.min(to.count(), ring().firstLength());
                int copied = ring().copyFirst(to, piece);
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
                error = broken();
            } else if (ring().lastHasRoom(from.count())) {
                done += ring().append(from);
            } else if (!isFull()) {
                Page page = vfs.pages().allocate();
                int bytes = (int) Math.min(Page.SIZE, from.count());
                int copied = from.copyToPage(page, 0, bytes);
                error = copied < bytes ? -Errno.EFAULT : 0;
                if (copied > 0) {
                    ring().addOwn(page, copied);
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

    private int broken() {
        vfs.scheduler().current().sendSignal(Signal.SIGPIPE);
        return -Errno.EPIPE;
    }

    private int await(OpenFile file, WaitQueue queue, String site) {
        return (file.flags & OpenFlags.O_NONBLOCK) != 0 ? -Errno.EAGAIN : await(queue, site);
    }

    private int await(WaitQueue queue, String site) {
        return queue == readable
                ? queue.waitEvent(
                        site, () -> !isEmpty() || writers == 0, Interruptibility.INTERRUPTIBLE)
                : queue.waitEvent(
                        site, () -> !isFull() || readers == 0, Interruptibility.INTERRUPTIBLE);
    }

    /**
     * Waits until there is room for a piece (wait_for_space, opipe_prep): 0, -EPIPE with SIGPIPE,
     * -EAGAIN, -EINTR.
     */
    int awaitRoom(boolean nonblock) {
        while (readers > 0) {
            if (!isFull()) {
                return 0;
            }
            int error = nonblock ? -Errno.EAGAIN : await(writable, "pipe_wait_writable");
            if (error != 0) {
                return error;
            }
        }
        return broken();
    }

    /**
     * Waits until there is something to take (ipipe_prep, splice_from_pipe_next): 0 also at the
     * end, when it stays empty; -EAGAIN, -EINTR.
     */
    int awaitData(boolean nonblock) {
        while (isEmpty() && writers > 0) {
            int error = nonblock ? -Errno.EAGAIN : await(readable, "pipe_wait_readable");
            if (error != 0) {
                return error;
            }
        }
        return 0;
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
        touch(Operation.CHANGE);
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
        touch(Operation.CHANGE);
        readers -= file.has(FileMode.FMODE_READ) ? 1 : 0;
        writers -= file.has(FileMode.FMODE_WRITE) ? 1 : 0;
        wakeReaders();
        wakeWriters();
        if (readers == 0 && writers == 0) {
            ring().drain();
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
