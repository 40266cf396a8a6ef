/**
 * Tasks and the virtual CPUs they run on: coroutines that hold a task's kernel stack, run queues,
 * signals, credentials.
 *
 * <p>Nothing here blocks: a task gives up its CPU only through the primitives of {@code
 * dev.fuselage.kernel.wait}, which are built on {@link
 * dev.fuselage.kernel.task.TaskScheduler#block}. Process life (fork, exit, wait) is {@code
 * dev.fuselage.kernel.process}.
 *
 * <p>Start reading at {@link dev.fuselage.kernel.task.TaskScheduler}, then {@link
 * dev.fuselage.kernel.task.Vcpu}.
 */
@NullMarked
package dev.fuselage.kernel.task;

import org.jspecify.annotations.NullMarked;
