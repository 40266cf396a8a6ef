package dev.fuselage.kernel.task;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tasks of a guest by process id, and the kernel stacks they take and give back. */
final class TaskTable {
    private final TreeMap<Integer, Task> tasks = new TreeMap<>();
    private final ArrayDeque<Coroutine> freeStacks = new ArrayDeque<>();
    private int nextPid = 1;

    /** A new process id; none is used twice. */
    int takePid() {
        return nextPid++;
    }

    int nextPid() {
        return nextPid;
    }

    Task add(Task task) {
        tasks.put(task.pid(), task);
        return task;
    }

    /** Forgets a task that has ended. */
    void remove(Task task) {
        task.state = TaskState.DEAD;
        tasks.remove(task.pid());
    }

    Collection<Task> all() {
        return Collections.unmodifiableCollection(tasks.values());
    }

    @Nullable Task find(int pid) {
        return tasks.get(pid);
    }

    /** The task's kernel stack; it gets one when it runs for the first time. */
    Coroutine stackOf(Task task) {
        Coroutine stack = task.coroutine;
        if (stack == null) {
            stack = freeStacks.isEmpty() ? Coroutine.create() : freeStacks.pop();
            stack.start(task.body());
            task.coroutine = stack;
        }
        return stack;
    }

    /** The task has ended: its stack is for the next one. */
    void giveBack(Task task, Coroutine stack) {
        task.coroutine = null;
        freeStacks.push(stack);
    }
}
