package dev.fuselage.benchmarks;

import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.WaitQueue;
import java.util.function.BooleanSupplier;

/**
 * Guest code that a benchmark runs round by round in one task: the task sleeps between rounds, and
 * control goes back to the benchmark.
 */
final class TaskLoop {
    private final TaskScheduler scheduler;
    private final WaitQueue start;
    private final BooleanSupplier roundIsAsked = this::roundIsAsked;
    private final BooleanSupplier atRest = this::atRest;
    private boolean ready;
    private long asked;
    private long done;
    private long cycles;

    /** A loop that some task is to {@link #run}. */
    TaskLoop(TaskScheduler scheduler) {
        this.scheduler = scheduler;
        start = new WaitQueue(scheduler, "next round", "", Deliverer.outside("the benchmark"));
    }

    /** The body of the task; does not return. */
    void run(Runnable round) {
        ready = true;
        while (true) {
            start.waitEvent("benchmark", roundIsAsked, Interruptibility.UNINTERRUPTIBLE);
            long begin = scheduler.now();
            round.run();
            cycles = scheduler.now() - begin;
            done++;
        }
    }

    private boolean roundIsAsked() {
        return done < asked;
    }

    private boolean atRest() {
        return ready && done == asked;
    }

    /** Runs the simulation until the task is ready for its first round. */
    void awaitStart() {
        runUntilAtRest();
    }

    /**
     * Runs the simulation until the task has done one more round; called from outside the guest.
     *
     * @return virtual time that it took, in cycles, without waking the task
     */
    long runRound() {
        asked++;
        start.wakeUpAll();
        runUntilAtRest();
        return cycles;
    }

    private void runUntilAtRest() {
        scheduler.simulation().run(atRest);
        if (!atRest()) {
            throw new IllegalStateException("the guest hangs");
        }
    }
}
