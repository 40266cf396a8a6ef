package dev.fuselage.kernel.fuse;

import org.jspecify.annotations.Nullable;

/**
 * Requests in a row, linked through themselves ({@code struct list_head} of {@code fuse_req.list}):
 * a request is in one list at a time.
 */
public final class FuseReqList {
    private @Nullable FuseReq first;
    private @Nullable FuseReq last;
    private int size;

    /** An empty list. */
    public FuseReqList() {}

    /** Appends ({@code list_add_tail}). */
    public void addLast(FuseReq req) {
        if (req.list != null) {
            throw new IllegalStateException(req + " is in a list already");
        }
        FuseReq tail = last;
        req.list = this;
        req.previous = tail;
        req.next = null;
        if (tail == null) {
            first = req;
        } else {
            tail.next = req;
        }
        last = req;
        size++;
    }

    /** Puts it before all others ({@code list_add}). */
    void addFirst(FuseReq req) {
        FuseReq head = first;
        if (head == null) {
            addLast(req);
            return;
        }
        if (req.list != null) {
            throw new IllegalStateException(req + " is in a list already");
        }
        req.list = this;
        req.previous = null;
        req.next = head;
        head.previous = req;
        first = req;
        size++;
    }

    /** Takes the first one out, or null. */
    public @Nullable FuseReq removeFirst() {
        FuseReq head = first;
        if (head != null) {
            remove(head);
        }
        return head;
    }

    /** Takes the last one out, or null. */
    @Nullable FuseReq removeLast() {
        FuseReq tail = last;
        if (tail != null) {
            remove(tail);
        }
        return tail;
    }

    /** Takes it out ({@code list_del}). */
    public void remove(FuseReq req) {
        if (req.list != this) {
            throw new IllegalStateException(req + " is not in this list");
        }
        FuseReq before = req.previous;
        FuseReq after = req.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        req.list = null;
        req.next = null;
        req.previous = null;
        size--;
    }

    /** The first one, or null. */
    public @Nullable FuseReq first() {
        return first;
    }

    /** The one after, or null. */
    public @Nullable FuseReq after(FuseReq req) {
        return req.next;
    }

    public boolean isEmpty() {
        return first == null;
    }

    public int size() {
        return size;
    }
}
