package dev.fuselage.kernel.work;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.time.Timekeeping;

/**
 * {@code struct workqueue_struct}: where work is handed in. Work of a bound queue runs on the CPU
 * that queued it; unbound work anywhere.
 *
 * <p>All queues of one kind share the pools of {@link SystemWorkQueues}, as in Linux.
 */
public final class WorkQueue {
    private final String name;
    private final SystemWorkQueues system;
    private final WorkerPool[] pools;

    WorkQueue(String name, SystemWorkQueues system, WorkerPool[] pools) {
        this.name = name;
        this.system = system;
        this.pools = pools;
    }

    public String name() {
        return name;
    }

    /** The CPUs it works on. */
    public TaskScheduler scheduler() {
        return system.scheduler();
    }

    Timekeeping time() {
        return system.time();
    }

    /** {@code queue_work()}: false when it is pending already, or being cancelled. */
    public boolean queue(Work work) {
        return queueOn(system.scheduler().cpu(), work);
    }

    /** {@code queue_work_on()}: on that CPU, whatever CPU this is. */
    public boolean queueOn(int cpu, Work work) {
        if (work.pending || work.disabled > 0) {
            work.lookedAt(system.scheduler());
            return false;
        }
        pools[pools.length == 1 ? 0 : cpu].queue(work);
        return true;
    }

    /**
     * {@code queue_delayed_work()}: after that many jiffies; false when its timer runs or it is
     * pending.
     */
    public boolean queueDelayed(DelayedWork work, long jiffies) {
        if (jiffies == 0) {
            return !work.isTimerActive() && queue(work);
        }
        if (work.pending || work.disabled > 0 || work.isTimerActive()) {
            work.lookedAt(system.scheduler());
            return false;
        }
        work.timer(this).modify(system.time().jiffies() + jiffies);
        return true;
    }

    /**
     * {@code mod_delayed_work()}: as {@link #queueDelayed} with a new delay, whether it was pending
     * (true) or not.
     */
    public boolean modifyDelayed(DelayedWork work, long jiffies) {
        boolean was = takeBack(work);
        boolean _ = queueDelayed(work, jiffies);
        return was;
    }

    /**
     * {@code flush_work()}: waits until the work that is pending or running now has ended; false
     * when there is none.
     */
    @KernelFunction("flush_work")
    public boolean flush(Work work) {
        work.lookedAt(system.scheduler());
        boolean busy = work.isBusy();
        work.awaitEnd(system.scheduler(), false);
        return busy;
    }

    /** {@code flush_delayed_work()}: a running timer is cut short. */
    public boolean flushDelayed(DelayedWork work) {
        if (work.stopTimer()) {
            boolean _ = queue(work);
        }
        return flush(work);
    }

    /**
     * {@code cancel_work_sync()}, {@code cancel_delayed_work_sync()}: when it returns the work is
     * neither pending nor running and has not been queued again meanwhile.
     *
     * @return true when it was pending
     */
    @KernelFunction("cancel_work_sync")
    public boolean cancelSync(Work work) {
        work.disabled++;
        boolean was = takeBack(work);
        work.awaitEnd(system.scheduler(), true);
        work.disabled--;
        return was;
    }

    /**
     * {@code cancel_work()}, {@code cancel_delayed_work()}: without waiting for a run that goes on;
     * true when it was pending.
     */
    public boolean cancel(Work work) {
        return takeBack(work);
    }

    private boolean takeBack(Work work) {
        work.lookedAt(system.scheduler());
        boolean timer = work instanceof DelayedWork delayed && delayed.stopTimer();
        if (work.pending) {
            WorkerPool.remove(work);
            return true;
        }
        return timer;
    }

    @Override
    public String toString() {
        return name;
    }
}
