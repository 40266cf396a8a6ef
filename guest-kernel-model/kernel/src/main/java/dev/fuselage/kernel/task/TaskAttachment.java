package dev.fuselage.kernel.task;

import org.jspecify.annotations.Nullable;

/**
 * Something of a task that another part of the kernel owns: its file table, its current directory,
 * its memory.
 */
public interface TaskAttachment {
    /** What a forked child gets: this (shared), a copy, or null for nothing. Runs in the parent. */
    @Nullable TaskAttachment forChild(Task child);

    /** The task exits; runs in the task and may block ({@code exit_files}, {@code exit_fs}). */
    void exit(Task task);
}
