package dev.fuselage.kernel.task;

import org.jspecify.annotations.Nullable;

/**
 * A first-in first-out list of waiting tasks, linked through the tasks themselves, so that waiting
 * allocates nothing.
 *
 * <p>A task is on at most one such list. The mode is a small number that the list's owner gives a
 * meaning to (shared or exclusive, reader or writer).
 */
public final class TaskQueue {
    private @Nullable Task first;
    private @Nullable Task last;
    private int size;

    /** Appends a task that is on no list. */
    public void add(Task task, int mode) {
        link(task, mode);
        Task tail = last;
        task.waitPrevious = tail;
        if (tail == null) {
            first = task;
        } else {
            tail.waitNext = task;
        }
        last = task;
    }

    /** Puts a task that is on no list before all others. */
    public void addFirst(Task task, int mode) {
        link(task, mode);
        Task head = first;
        task.waitNext = head;
        if (head == null) {
            last = task;
        } else {
            head.waitPrevious = task;
        }
        first = task;
    }

    private void link(Task task, int mode) {
        if (task.waitList != null) {
            throw new IllegalStateException(task + " waits on two lists");
        }
        task.waitList = this;
        task.waitMode = mode;
        size++;
    }

    /** Takes the task off this list; false when it is not on it. */
    public boolean remove(Task task) {
        if (task.waitList != this) {
            return false;
        }
        Task next = task.waitNext;
        Task previous = task.waitPrevious;
        if (previous == null) {
            first = next;
        } else {
            previous.waitNext = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.waitPrevious = previous;
        }
        task.waitNext = null;
        task.waitPrevious = null;
        task.waitList = null;
        size--;
        return true;
    }

    /** The task that waits longest; null when nobody waits. */
    public @Nullable Task first() {
        return first;
    }

    /** The task behind that one on its list. */
    public @Nullable Task after(Task task) {
        return task.waitNext;
    }

    /** True while the task is on this list. */
    public boolean contains(Task task) {
        return task.waitList == this;
    }

    /** The mode the task was added with. */
    public int mode(Task task) {
        return task.waitMode;
    }

    /** Changes the mode of a task on this list. */
    public void setMode(Task task, int mode) {
        task.waitMode = mode;
    }

    public boolean isEmpty() {
        return first == null;
    }

    public int size() {
        return size;
    }
}
