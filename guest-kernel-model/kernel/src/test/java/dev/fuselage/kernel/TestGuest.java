package dev.fuselage.kernel;

import dev.fuselage.kernel.process.Processes;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.time.Timekeeping;
import dev.fuselage.kernel.work.SystemWorkQueues;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.StopReason;
import java.util.ArrayList;
import java.util.List;

/** CPUs, tasks, time and work queues without a machine around them; notes down what tasks say. */
public final class TestGuest {
    public final Simulation simulation;
    public final TaskScheduler scheduler;
    public final Processes processes;
    public final Timekeeping time;
    public final SystemWorkQueues work;
    private final List<String> log = new ArrayList<>();

    public TestGuest(int cpus) {
        this(cpus, Decisions.CLOCK);
    }

    public TestGuest(int cpus, Decisions decisions) {
        simulation = new Simulation(CostProfile.standard(), decisions, 1);
        scheduler = new TaskScheduler(simulation, cpus, "guest");
        processes = new Processes(scheduler);
        time = new Timekeeping(scheduler, Timekeeping.DEFAULT_BASE_SECONDS);
        work = new SystemWorkQueues(scheduler, time);
    }

    /** A user process of root that runs {@code body} and exits with 0. */
    public Task spawn(String comm, Runnable body) {
        return processes.spawn(
                null,
                comm,
                Credentials.ROOT,
                () -> {
                    body.run();
                    return 0;
                });
    }

    public StopReason run() {
        return simulation.run(() -> false);
    }

    /** Notes something down, in the order in which it happens. */
    public void say(String what) {
        log.add(what);
    }

    public List<String> said() {
        return log;
    }
}
