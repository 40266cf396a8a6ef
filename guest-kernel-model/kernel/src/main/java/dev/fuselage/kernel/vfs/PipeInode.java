package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.mm.Page;
import org.jspecify.annotations.Nullable;

/**
 * A pipe (struct pipe_inode_info): a ring of up to sixteen pieces of pages between writers and
 * readers.
 */
public final class PipeInode {
    /** Pieces a pipe holds (PIPE_DEF_BUFFERS). */
    public static final int BUFFERS = 16;

    private final @Nullable Page[] pages = new @Nullable Page[BUFFERS];
    private final int[] offsets = new int[BUFFERS];
    private final int[] lengths = new int[BUFFERS];
    private int head;
    private int tail;
    int readers;
    int writers;

    /** Whether there is nothing to read. */
    public boolean isEmpty() {
        return head == tail;
    }

    /** Whether there is no room for another piece. */
    public boolean isFull() {
        return head - tail == BUFFERS;
    }

    /** Pieces in it. */
    public int count() {
        return head - tail;
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
    }

    /** The page of the oldest piece. */
    public Page firstPage() {
        Page page = pages[tail % BUFFERS];
        if (page == null) {
            throw new IllegalStateException("pipe is empty");
        }
        return page;
    }

    /** Where the oldest piece starts in its page. */
    public int firstOffset() {
        return offsets[tail % BUFFERS];
    }

    /** Bytes in the oldest piece. */
    public int firstLength() {
        return lengths[tail % BUFFERS];
    }

    /** Takes bytes from the front of the oldest piece; an empty piece goes and its page is put. */
    public void consume(int bytes) {
        int slot = tail % BUFFERS;
        Page page = firstPage();
        offsets[slot] += bytes;
        lengths[slot] -= bytes;
        if (lengths[slot] == 0) {
            pages[slot] = null;
            tail++;
            page.put();
        }
    }
}
