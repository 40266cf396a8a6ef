package dev.fuselage.benchmarks;

import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.WaitQueue;
import java.util.function.BooleanSupplier;

/**
 * Guest code that a benchmark runs again and again in one task: the task sleeps between rounds, so
 * that the whole simulation comes to rest and control goes back to the benchmark.
 */
final class TaskLoop implements Runnable, BooleanSupplier {
    private final TaskScheduler scheduler;
    private final WaitQueue start;
    private final Runnable round;
    private long asked;
    private long done;

    /**
     * A loop that has not run yet.
     *
     * @param round what one round does; an exception it ends with ends the task
     */
    TaskLoop(TaskScheduler scheduler, Runnable round) {
        this.scheduler = scheduler;
        this.round = round;
        start = new WaitQueue(scheduler, "next round", "", Deliverer.outside("the benchmark"));
    }

    /** The body of the task. */
    @Override
    public void run() {
        while (true) {
            start.waitEvent("benchmark", this, Interruptibility.UNINTERRUPTIBLE);
            round.run();
            done++;
        }
    }

    /** Whether a round was asked for that has not run. */
    @Override
    public boolean getAsBoolean() {
        return done < asked;
    }

    /**
     * Lets the task run one round, and the simulation until it is over; called from outside the
     * guest.
     *
     * @return cycles that it took
     */
    long runRound() {
        long before = scheduler.simulation().now();
        asked++;
        start.wakeUpAll();
        scheduler.simulation().run(this::isOver);
        if (!isOver()) {
            throw new IllegalStateException("the guest hangs");
        }
        return scheduler.simulation().now() - before;
    }

    private boolean isOver() {
        return done == asked;
    }
}
