package dev.fuselage.kernel.work;

import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.time.Timekeeping;

/**
 * The work queues every kernel has, and the pools of kworkers behind all queues ({@code
 * workqueue_init}).
 */
public final class SystemWorkQueues {
    private final TaskScheduler scheduler;
    private final Timekeeping time;
    private final WorkerPool[] bound;
    private final WorkerPool[] highPriority;
    private final WorkerPool[] unbound;
    private final WorkQueue system;
    private final WorkQueue systemHighPriority;
    private final WorkQueue systemLong;
    private final WorkQueue systemUnbound;

    /** Creates one kworker for each pool. */
    public SystemWorkQueues(TaskScheduler scheduler, Timekeeping time) {
        this.scheduler = scheduler;
        this.time = time;
        int cpus = scheduler.cpus();
        bound = new WorkerPool[cpus];
        highPriority = new WorkerPool[cpus];
        for (int cpu = 0; cpu < cpus; cpu++) {
            bound[cpu] = new WorkerPool(scheduler, cpu + ":", "", cpu);
            highPriority[cpu] = new WorkerPool(scheduler, cpu + ":", "H", cpu);
        }
        // Pool numbers go on after the two of each CPU.
        unbound = new WorkerPool[] {new WorkerPool(scheduler, "u" + 2 * cpus + ":", "", -1)};
        system = bound("events");
        systemHighPriority = new WorkQueue("events_highpri", this, highPriority);
        systemLong = bound("events_long");
        systemUnbound = unbound("events_unbound");
    }

    /**
     * Sends idle kworkers away until no pool has more than two ({@code idle_cull_fn}, which Linux
     * calls after five minutes without work). They end when they next run.
     */
    public void cull() {
        for (WorkerPool[] pools : new WorkerPool[][] {bound, highPriority, unbound}) {
            for (WorkerPool pool : pools) {
                pool.cull();
            }
        }
    }

    TaskScheduler scheduler() {
        return scheduler;
    }

    Timekeeping time() {
        return time;
    }

    /** {@code system_wq}, where {@code schedule_work()} puts things. */
    public WorkQueue system() {
        return system;
    }

    /** {@code system_highpri_wq}. */
    public WorkQueue systemHighPriority() {
        return systemHighPriority;
    }

    /** {@code system_long_wq}. */
    public WorkQueue systemLong() {
        return systemLong;
    }

    /** {@code system_unbound_wq}. */
    public WorkQueue systemUnbound() {
        return systemUnbound;
    }

    /** {@code alloc_workqueue(name, 0, 0)}: work runs on the CPU that queues it. */
    public WorkQueue bound(String name) {
        return new WorkQueue(name, this, bound);
    }

    /** {@code alloc_workqueue(name, WQ_UNBOUND, 0)}: work runs on any CPU. */
    public WorkQueue unbound(String name) {
        return new WorkQueue(name, this, unbound);
    }
}
