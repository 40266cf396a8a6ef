/**
 * Work queues: work handed to kernel threads ({@code workqueue.c}, the concurrency-managed kind).
 *
 * <p>Each CPU has a pool of kworkers of which one runs at a time; when it sleeps, another goes on
 * with the next work item. A work item never runs twice at the same time. What work items do is
 * elsewhere.
 *
 * <p>Start reading at {@link dev.fuselage.kernel.work.WorkQueue}.
 */
@NullMarked
package dev.fuselage.kernel.work;

import org.jspecify.annotations.NullMarked;
