package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskAttachment;
import org.jspecify.annotations.Nullable;

/**
 * Files that lost their last reference during a system call and are released when it returns, the
 * latest first (task_work).
 */
public final class TaskWork implements TaskAttachment {
    private @Nullable OpenFile last;

    void add(OpenFile file) {
        file.nextReleased = last;
        last = file;
    }

    /** Releases what has come together (task_work_run). */
    @KernelFunction("task_work_run")
    public void run() {
        while (last != null) {
            OpenFile file = last;
            last = null;
            while (file != null) {
                OpenFile next = file.nextReleased;
                file.nextReleased = null;
                file.release();
                file = next;
            }
        }
    }

    @Override
    public TaskAttachment forChild(Task child) {
        return new TaskWork();
    }

    @Override
    public void exit(Task task) {
        run();
    }
}
