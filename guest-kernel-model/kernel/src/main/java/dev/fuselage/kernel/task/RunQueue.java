package dev.fuselage.kernel.task;

import org.jspecify.annotations.Nullable;

/** The runnable tasks of one CPU in the order they became runnable, without the one that runs. */
final class RunQueue {
    private @Nullable Task first;
    private @Nullable Task last;
    private int size;

    void add(Task task) {
        Task tail = last;
        if (tail == null) {
            first = task;
        } else {
            tail.runNext = task;
        }
        task.runNext = null;
        last = task;
        size++;
    }

    int size() {
        return size;
    }

    @Nullable Task first() {
        return first;
    }

    /** The task at that place, 0 being the first. */
    Task get(int index) {
        Task task = first;
        for (int i = 0; i < index && task != null; i++) {
            task = task.runNext;
        }
        if (task == null) {
            throw new IllegalArgumentException("no runnable task " + index + " of " + size);
        }
        return task;
    }

    /** Takes out the task at that place. */
    Task remove(int index) {
        Task previous = index == 0 ? null : get(index - 1);
        Task task = get(index);
        if (previous == null) {
            first = task.runNext;
        } else {
            previous.runNext = task.runNext;
        }
        if (last == task) {
            last = previous;
        }
        task.runNext = null;
        size--;
        return task;
    }
}
