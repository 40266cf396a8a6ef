/**
 * The life of processes: creation, exit, waiting for children, signals by process id ({@code
 * fork.c}, {@code exit.c}).
 *
 * <p>What a task is, and how it is scheduled, is {@code dev.fuselage.kernel.task}. Start reading at
 * {@link dev.fuselage.kernel.process.Processes}.
 */
@NullMarked
package dev.fuselage.kernel.process;

import org.jspecify.annotations.NullMarked;
