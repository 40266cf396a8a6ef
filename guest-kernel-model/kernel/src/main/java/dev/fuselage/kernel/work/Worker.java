package dev.fuselage.kernel.work;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.SleepObserver;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Completion;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;

/**
 * A kworker ({@code struct worker}): takes work of its pool, one item after the other, as long as
 * the pool needs it to.
 */
final class Worker implements SleepObserver, Runnable {
    /** Work that ran here when it was queued again: it must not run elsewhere at the same time. */
    final WorkList scheduled = new WorkList();

    private final WorkerPool pool;
    private final int number;
    private final Completion wakeUp;
    private final Task task;
    private boolean running;
    private boolean dismissed;

    Worker(WorkerPool pool, TaskScheduler scheduler, int number, String name, int cpu) {
        this.pool = pool;
        this.number = number;
        this.wakeUp =
                new Completion(scheduler, "work", pool, Deliverer.outside("whoever queues work"));
        this.task = scheduler.kthread(name, cpu, this);
        task.setSleepObserver(this);
    }

    /** Among the workers of its pool. */
    int number() {
        return number;
    }

    Task task() {
        return task;
    }

    /**
     * {@code worker_thread()}. Between the end of one work and the beginning of the next, or sleep,
     * nobody gets in: Linux holds {@code pool->lock} there.
     */
    @Override
    @KernelFunction("worker_thread")
    public void run() {
        while (!dismissed) {
            pool.leaveIdle(this);
            if (pool.needsMoreWorkers()) {
                pool.keepSpareWorker();
                running = true;
                pool.workerRuns();
                processWork();
                running = false;
                pool.workerStops();
            }
            pool.enterIdle(this);
            int _ = wakeUp.waitAtOnce("worker_thread", Interruptibility.IDLE);
        }
    }

    private void processWork() {
        do {
            Work work = scheduled.take();
            if (work == null) {
                work = pool.takeWork();
            }
            if (work != null) {
                pool.execute(this, work);
            }
        } while (!scheduled.isEmpty() || pool.keepsWorking());
    }

    /** It is idle and not needed any more. */
    void dismiss() {
        dismissed = true;
        wake();
    }

    /** The pool wants it to look for work. */
    void wake() {
        if (!wakeUp.isDone()) {
            wakeUp.complete();
        }
    }

    /** {@code wq_worker_sleeping()}. */
    @Override
    public void goingToSleep(Task sleeper) {
        if (running) {
            pool.workerSleeps();
        }
    }

    /** {@code wq_worker_running()}. */
    @Override
    public void runningAgain(Task sleeper) {
        if (running) {
            pool.workerRuns();
        }
    }
}
