package dev.fuselage.benchmarks;

import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Completion;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import java.util.function.BooleanSupplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/**
 * What does it cost on the host when a guest CPU goes from one task to another?
 *
 * <p>Two kernel tasks of one CPU. They give way to each other ({@code yieldCpu}), or each wakes the
 * other and sleeps until it is woken itself ({@code waitAndWake}). One operation is one switch. The
 * two nested classes run the same on the two mechanisms a task's stack can be made of.
 *
 * <pre>{@code java -jar benchmarks.jar TaskSwitchBenchmark -prof gc}</pre>
 */
public abstract class TaskSwitchBenchmark extends Measured {
    private static final int SWITCHES = 1000;

    private Simulation simulation;
    private WaitQueue start;
    private Completion ping;
    private Completion pong;
    private long round;
    private boolean waking;

    /** Two tasks that wait to be told what to do. */
    @Setup
    public void boot() {
        simulation = new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
        TaskScheduler scheduler = new TaskScheduler(simulation, 1, "guest");
        Deliverer benchmark = Deliverer.outside("the benchmark");
        start = new WaitQueue(scheduler, "start", "", benchmark);
        ping = new Completion(scheduler, "ping", "", benchmark);
        pong = new Completion(scheduler, "pong", "", benchmark);
        scheduler.kthread("ping", -1, new Player(scheduler, ping, pong));
        scheduler.kthread("pong", -1, new Player(scheduler, pong, ping));
        runUntilAllSleep();
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public long yieldCpu() {
        waking = false;
        return playRound();
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public long waitAndWake() {
        waking = true;
        return playRound();
    }

    private void runUntilAllSleep() {
        simulation.run(() -> false);
    }

    private long playRound() {
        round++;
        start.wakeUpAll();
        runUntilAllSleep();
        return simulation.now();
    }

    /** One of the two tasks. */
    private final class Player implements Runnable, BooleanSupplier {
        private final TaskScheduler scheduler;
        private final Completion mine;
        private final Completion other;
        private long roundsPlayed;

        Player(TaskScheduler scheduler, Completion mine, Completion other) {
            this.scheduler = scheduler;
            this.mine = mine;
            this.other = other;
        }

        /** Whether a round has begun that this player has not played. */
        @Override
        public boolean getAsBoolean() {
            return roundsPlayed < round;
        }

        @Override
        public void run() {
            while (true) {
                start.waitEvent("start", this, Interruptibility.UNINTERRUPTIBLE);
                if (waking) {
                    wakeAndWait();
                } else {
                    giveWay();
                }
                roundsPlayed++;
            }
        }

        private void giveWay() {
            for (int i = 0; i < SWITCHES / 2; i++) {
                scheduler.yieldCpu();
            }
        }

        private void wakeAndWait() {
            for (int i = 0; i < SWITCHES / 2; i++) {
                other.complete();
                mine.waitFor("player", Interruptibility.UNINTERRUPTIBLE);
            }
        }
    }

    /** On the JDK's continuations, which is what the {@code fuselage} command uses. */
    public static class OnContinuations extends TaskSwitchBenchmark {}

    /**
     * On virtual threads, in the case that is best for them: the simulation too runs on one, and
     * they share one carrier.
     */
    @Fork(
            value = 2,
            jvmArgsAppend = {
                Measured.SERIAL_GC,
                "-Djmh.executor=VIRTUAL",
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1"
            })
    public static class OnVirtualThreads extends TaskSwitchBenchmark {}
}
