package dev.fuselage.kernel.work;

import org.jspecify.annotations.Nullable;

/** Pending work in order, linked through the items. */
@SuppressWarnings("ReferenceEquality") // An item equals nothing but itself.
final class WorkList {
    private @Nullable Work first;
    private @Nullable Work last;

    void add(Work work) {
        work.next = null;
        Work tail = last;
        if (tail == null) {
            first = work;
        } else {
            tail.next = work;
        }
        last = work;
    }

    @Nullable Work take() {
        Work work = first;
        if (work != null) {
            first = work.next;
            if (first == null) {
                last = null;
            }
            work.next = null;
        }
        return work;
    }

    /** Takes out one item; false when it is not there. */
    boolean remove(Work work) {
        Work previous = null;
        for (Work here = first; here != null; here = here.next) {
            if (here == work) {
                if (previous == null) {
                    first = work.next;
                } else {
                    previous.next = work.next;
                }
                if (last == work) {
                    last = previous;
                }
                work.next = null;
                return true;
            }
            previous = here;
        }
        return false;
    }

    boolean isEmpty() {
        return first == null;
    }
}
