package dev.fuselage.kernel.work;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kworkers of one CPU, or the unbound ones ({@code struct worker_pool}).
 *
 * <p>Keeps as many workers running as are needed: one is woken when work is queued and none runs,
 * and when the running one sleeps while more work waits. Whoever begins to work leaves an idle one
 * behind, so that a worker that blocks always has a successor.
 */
final class WorkerPool extends Shared {
    /** Idle workers that stay when nothing is to do. */
    private static final int FEWEST_IDLE = 2;

    private final TaskScheduler scheduler;
    private final String prefix;
    private final String suffix;
    private final int cpu;
    private final WorkList work = new WorkList();
    private final List<Worker> workers = new ArrayList<>();

    /** The one that went idle last at the end: it is woken first. */
    private final List<Worker> idle = new ArrayList<>();

    private int running;

    /**
     * Workers are named prefix, number, suffix: "0:" for CPU 0, "u8:" for unbound pool 8; {@code
     * cpu} is -1 for the latter.
     */
    WorkerPool(TaskScheduler scheduler, String prefix, String suffix, int cpu) {
        this.scheduler = scheduler;
        this.prefix = prefix;
        this.suffix = suffix;
        this.cpu = cpu;
        createWorker();
    }

    /** {@code create_worker()}: idle, and awake to see whether there is work. */
    private void createWorker() {
        int number = 0;
        while (isTaken(number)) {
            number++;
        }
        Worker worker =
                new Worker(this, scheduler, number, "kworker/" + prefix + number + suffix, cpu);
        workers.add(worker);
        idle.add(worker);
    }

    private boolean isTaken(int number) {
        return workers.stream().anyMatch(worker -> worker.number() == number);
    }

    /**
     * {@code idle_cull_fn()}: sends idle workers away until there are not {@code
     * too_many_workers()}, and puts the others in the order of their numbers.
     */
    void cull() {
        idle.sort(Comparator.comparingInt(Worker::number).reversed());
        while (idle.size() > FEWEST_IDLE) {
            Worker worker = idle.removeFirst();
            workers.remove(worker);
            worker.dismiss();
        }
    }

    // ---- work

    /** {@code __queue_work()}. */
    void queue(Work item) {
        scheduler.touch(this, Operation.QUEUE);
        item.pending = true;
        Worker busy = item.executing;
        if (busy != null) {
            busy.scheduled.add(item);
            return;
        }
        item.pool = this;
        work.add(item);
        if (running == 0) {
            kick();
        }
    }

    /** The next item that no other worker is busy with ({@code assign_work}). */
    @Nullable Work takeWork() {
        scheduler.touch(this, Operation.CHANGE);
        Work item = work.take();
        while (item != null && item.executing != null) {
            item.executing.scheduled.add(item);
            item = work.take();
        }
        return item;
    }

    /** Takes a pending item back. */
    static void remove(Work item) {
        Worker busy = item.executing;
        WorkerPool home = item.pool;
        if (home != null) {
            home.scheduler.touch(home, Operation.CHANGE);
        }
        boolean found =
                (busy != null && busy.scheduled.remove(item))
                        || (home != null && home.work.remove(item));
        if (!found) {
            throw new IllegalStateException(item + " is pending in no list");
        }
        item.pending = false;
    }

    /** {@code process_one_work()}. */
    @KernelFunction("process_one_work")
    void execute(Worker worker, Work item) {
        item.begin(worker);
        scheduler.simulation().touch(this, Operation.WORK, item);
        scheduler.syncPoint();
        item.run();
        scheduler.touch(this, Operation.CHANGE);
        item.end();
    }

    // ---- concurrency

    /** {@code need_more_worker()}: work waits and nobody runs. */
    boolean needsMoreWorkers() {
        return !work.isEmpty() && running == 0;
    }

    /** {@code keep_working()}. */
    boolean keepsWorking() {
        return !work.isEmpty() && running <= 1;
    }

    /** {@code manage_workers()}. */
    void keepSpareWorker() {
        if (idle.isEmpty()) {
            createWorker();
        }
    }

    void workerRuns() {
        scheduler.touch(this, Operation.CHANGE);
        running++;
    }

    void workerStops() {
        scheduler.touch(this, Operation.CHANGE);
        running--;
    }

    void workerSleeps() {
        scheduler.touch(this, Operation.CHANGE);
        running--;
        if (needsMoreWorkers()) {
            kick();
        }
    }

    void enterIdle(Worker worker) {
        scheduler.touch(this, Operation.CHANGE);
        idle.add(worker);
    }

    void leaveIdle(Worker worker) {
        scheduler.touch(this, Operation.CHANGE);
        boolean _ = idle.remove(worker);
    }

    /** {@code kick_pool()}: an idle worker stays on the list until it has noticed. */
    private void kick() {
        if (!idle.isEmpty()) {
            idle.getLast().wake();
        }
    }

    /** Who will run pending work: a worker in reserve; else those that all sleep in their work. */
    void whoCanRun(Suppliers out) {
        if (!idle.isEmpty()) {
            out.outside("an idle kworker " + this);
            return;
        }
        for (Worker worker : workers) {
            out.task(worker.task());
        }
    }

    @Override
    public String describe() {
        return "kworkers " + this;
    }

    @Override
    public String toString() {
        return "of pool " + prefix.substring(0, prefix.length() - 1) + suffix;
    }
}
