package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageVector;
import org.jspecify.annotations.Nullable;

/**
 * What is in a pipe (struct pipe_buffer): pieces of pages in the order they came, in a ring of a
 * power of two. Holds a reference to each page.
 */
final class PipeRing {
    private @Nullable Page[] pages;
    private int[] offsets;
    private int[] lengths;

    /** Slots are numbered on and on; there is a power of two of them, so numbers may wrap. */
    private int head;

    private int tail;

    /** The newest piece is a page of the pipe's own with room behind it. */
    private boolean canMerge;

    /** Pieces that it can hold. */
    private int size;

    /** An empty ring for that many pieces, a power of two. */
    PipeRing(int size) {
        this.size = size;
        this.pages = new @Nullable Page[size];
        this.offsets = new int[size];
        this.lengths = new int[size];
    }

    /** Pieces that it can hold. */
    int size() {
        return size;
    }

    /** Pieces that it holds. */
    int occupancy() {
        return head - tail;
    }

    boolean isEmpty() {
        return head == tail;
    }

    boolean isFull() {
        return occupancy() >= size;
    }

    private int slot(int number) {
        return number & (pages.length - 1);
    }

    private Page page(int slot) {
        Page page = pages[slot];
        if (page == null) {
            throw new IllegalStateException("pipe is empty");
        }
        return page;
    }

    // ---- in

    /** Adds a piece and takes over a reference to its page. */
    void add(Page page, int offset, int length) {
        if (isFull()) {
            throw new IllegalStateException("pipe is full");
        }
        if (occupancy() == pages.length) {
            grow();
        }
        int slot = slot(head);
        pages[slot] = page;
        offsets[slot] = offset;
        lengths[slot] = length;
        head++;
        canMerge = false;
    }

    /** Adds a page that what comes next may be appended to. */
    void addOwn(Page page, int length) {
        add(page, 0, length);
        canMerge = true;
    }

    /** Whether bytes can be appended to the newest piece. */
    boolean lastHasRoom(long bytes) {
        int slot = slot(head - 1);
        return canMerge && !isEmpty() && bytes <= Page.SIZE - offsets[slot] - lengths[slot];
    }

    /** Appends all there is to the newest piece; the bytes that could be copied. */
    int append(IovIter from) {
        int slot = slot(head - 1);
        int copied = from.copyToPage(page(slot), offsets[slot] + lengths[slot], (int) from.count());
        lengths[slot] += copied;
        return copied;
    }

    // ---- out

    /** Bytes of the oldest piece. */
    int firstLength() {
        return lengths[slot(tail)];
    }

    /** Copies from the start of the oldest piece, which gets shorter: the bytes copied. */
    int copyFirst(IovIter to, int length) {
        int slot = slot(tail);
        int copied = to.copyFromPage(page(slot), offsets[slot], length);
        consume(copied);
        return copied;
    }

    /** Bytes in all pieces, or that many if there are more. */
    long bytes(long most) {
        long bytes = 0;
        for (int i = tail; i != head && bytes < most; i++) {
            bytes += lengths[slot(i)];
        }
        return Math.min(bytes, most);
    }

    /** Adds the oldest pieces, up to that many bytes, to a vector; they stay the pipe's. */
    void collect(PageVector into, long bytes) {
        long left = bytes;
        for (int i = tail; i != head && left > 0; i++) {
            int slot = slot(i);
            int piece = (int) Math.min(left, lengths[slot]);
            into.add(page(slot), offsets[slot], piece);
            left -= piece;
        }
    }

    /** Moves the oldest pieces, that many bytes, which are there, to a vector with references. */
    void take(PageVector into, long bytes) {
        long left = bytes;
        while (left > 0) {
            int slot = slot(tail);
            int piece = (int) Math.min(left, lengths[slot]);
            into.add(page(slot).get(), offsets[slot], piece);
            consume(piece);
            left -= piece;
        }
    }

    /** Moves the oldest piece, or that many bytes of it, to another ring with room: the bytes. */
    int moveFirst(PipeRing to, long most) {
        int slot = slot(tail);
        int piece = (int) Math.min(most, lengths[slot]);
        boolean whole = piece == lengths[slot];
        boolean merges = whole && canMerge && occupancy() == 1;
        to.add(page(slot).get(), offsets[slot], piece);
        to.canMerge = merges;
        consume(piece);
        return piece;
    }

    /** Takes bytes from the front; pieces that fall empty go and their pages are put. */
    void consumeAll(long bytes) {
        long left = bytes;
        while (left > 0) {
            int piece = (int) Math.min(left, firstLength());
            consume(piece);
            left -= piece;
        }
    }

    private void consume(int bytes) {
        int slot = slot(tail);
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
            consume(firstLength());
        }
    }

    /** Changes how many pieces it can hold; those in it must fit. */
    void setSize(int pieces) {
        size = pieces;
    }

    /** Room for more pieces, which are there in few pipes only. */
    private void grow() {
        int count = occupancy();
        int room = 2 * pages.length;
        @Nullable Page[] newPages = new @Nullable Page[room];
        int[] newOffsets = new int[room];
        int[] newLengths = new int[room];
        for (int i = 0; i < count; i++) {
            int slot = slot(tail + i);
            newPages[i] = pages[slot];
            newOffsets[i] = offsets[slot];
            newLengths[i] = lengths[slot];
        }
        pages = newPages;
        offsets = newOffsets;
        lengths = newLengths;
        tail = 0;
        head = count;
    }
}
