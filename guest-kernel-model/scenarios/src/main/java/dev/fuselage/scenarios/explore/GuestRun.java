package dev.fuselage.scenarios.explore;

import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.virtio.pci.VirtioPciTransport;
import dev.fuselage.devices.virtiofs.VirtioFsConfig;
import dev.fuselage.devices.virtiofs.VirtioFsDevice;
import dev.fuselage.kernel.Kernel;
import dev.fuselage.kernel.KernelConfig;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelPanic;
import dev.fuselage.kernel.task.Misbehaviour;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskFailure;
import dev.fuselage.kernel.task.TaskState;
import dev.fuselage.kernel.wait.LivenessProbe;
import dev.fuselage.kernel.wait.WaitGraph;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.SparseMemory;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Role;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A guest on which a scenario is played: built, set up, run and judged, perhaps again and again.
 */
final class GuestRun implements Stage, AutoCloseable {
    /** Bytes of RAM that a guest has. */
    static final long RAM = 64L << 20;

    private static final int SLOT = 1;

    /** What a run costs when steps are chosen: nothing, so that time orders nothing. */
    static final CostProfile FREE = CostProfile.free();

    private final Variant variant;
    private final Parameters parameters;
    private final Simulation simulation;
    private final MemoryFileSystem files;
    private final Machine machine;
    private final @Nullable FuseServer server;
    private final @Nullable VirtioFsDevice device;
    private final Kernel kernel;
    private final LivenessProbe probe;
    private final List<Task> sleepers = new ArrayList<>();
    private final List<Resident> residents = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final Scenario scenario;
    private Cast cast = new Cast(0);
    private int groups;
    private boolean quiescent;
    private @Nullable WaitGraph graph;
    private @Nullable Misbehaved misbehaviour;

    /**
     * What a check saw.
     *
     * @param kind "use-after-free", "corruption", "warning" or "panic"
     * @param what the damage
     * @param by who did it; empty for a check of the scenario
     */
    record Misbehaved(String kind, String what, String by) {}

    private record Check(String misbehaviour, BooleanSupplier holds) {}

    /** How a run ended. */
    enum End {
        /** All tasks have ended and all checks hold. */
        PASSED,
        /** A circle has closed. */
        DEADLOCK,
        /** Nothing can go on, and there is no circle. */
        LOST_WAKEUP,
        /** Steps without end. */
        LIVELOCK,
        /** A check failed. */
        MISBEHAVIOUR,
        /** Stopped at the step limit. */
        STALLED,
        /** Stopped by the chooser. */
        ABANDONED;

        /** The verdict on a search that found such a run. */
        Verdict verdict() {
            return switch (this) {
                case DEADLOCK -> Verdict.DEADLOCK;
                case LOST_WAKEUP -> Verdict.LOST_WAKEUP;
                case LIVELOCK -> Verdict.LIVELOCK;
                case MISBEHAVIOUR -> Verdict.MISBEHAVIOUR;
                case STALLED -> Verdict.STALL_IN_BOUND;
                case PASSED, ABANDONED -> Verdict.PASSED_SAMPLED;
            };
        }

        boolean isFailure() {
            return verdict().isFailure();
        }
    }

    /** Boots a guest in RAM that the one before may have used, and sets it up. */
    GuestRun(
            Scenario scenario,
            Variant variant,
            Parameters parameters,
            CostProfile costs,
            SparseMemory ram) {
        this.variant = variant;
        this.parameters = parameters;
        GuestShape shape = scenario.shape(variant, parameters);
        simulation = new Simulation(costs, Decisions.CLOCK, 1);
        files = new MemoryFileSystem(simulation::now);
        machine = new Machine(simulation, "guest", ram, shape.vcpus());
        if (shape.queues() > 0) {
            server = new FuseServer(files, shape.server(), costs);
            device = plug(shape, server);
        } else {
            server = null;
            device = null;
        }
        kernel = new Kernel(machine, KernelConfig.with(shape.quirks()));
        kernel.boot();
        probe = new LivenessProbe(kernel.scheduler());
        this.scenario = scenario;
        scenario.setUp(this);
        // As it is after each run, so that the first one is like the others.
        kernel.settle();
    }

    /** Puts the tasks on the stage, for the first time or again. */
    private void play() {
        tasks.clear();
        checks.clear();
        cast = new Cast(kernel.scheduler().nextPid());
        graph = null;
        quiescent = false;
        misbehaviour = null;
        sleepers.clear();
        for (int i = 0; i < residents.size(); i++) {
            Resident resident = residents.get(i);
            cast.add(resident.task().pid(), resident.group());
            resident.play();
        }
        scenario.play(this);
    }

    /**
     * After a run that passed or was abandoned: makes the guest ready for another; false if it
     * cannot be.
     */
    boolean settle(End end) {
        if (end != End.PASSED && !(end == End.ABANDONED && finish())) {
            return false;
        }
        simulation.setExploration(null);
        for (int i = 0; i < residents.size(); i++) {
            residents.get(i).prepare();
        }
        kernel.settle();
        for (int i = 0; i < residents.size(); i++) {
            if (!residents.get(i).isReady()) {
                return false;
            }
        }
        return true;
    }

    /** Plays what was abandoned to its end, in no order that matters; false if there is none. */
    private boolean finish() {
        simulation.setExploration(new Finish());
        try {
            var _ = simulation.run(this::isOver);
        } catch (KernelPanic | Misbehaviour | TaskFailure _) {
            return false;
        }
        return isOver();
    }

    private VirtioFsDevice plug(GuestShape shape, FuseServer answers) {
        VirtioFsConfig config =
                VirtioFsConfig.tagged(GuestShape.TAG)
                        .requestQueues(shape.queues())
                        .queueSize(shape.queueSize())
                        .indirect(shape.indirect())
                        .workers(shape.workers())
                        .build();
        VirtioFsDevice made = new VirtioFsDevice(machine, config, answers);
        machine.pci().plug(SLOT, new VirtioPciTransport(made));
        return made;
    }

    // ---- the stage

    @Override
    public Variant variant() {
        return variant;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Kernel kernel() {
        return kernel;
    }

    @Override
    public MemoryFileSystem files() {
        return files;
    }

    @Override
    public VirtioFsDevice device() {
        VirtioFsDevice made = device;
        if (made == null) {
            throw new IllegalStateException("the guest's shape has no queues, so no device");
        }
        return made;
    }

    @Override
    public void prepare(Syscalls.Main program) {
        Task task = start("prepare", program);
        if (!kernel.await(task)) {
            throw new IllegalStateException("preparing hangs:\n" + kernel.hangReport());
        }
        if (task.exitStatus() != 0) {
            throw new IllegalStateException("preparing ended with status " + task.exitStatus());
        }
    }

    @Override
    public void mountShare() {
        prepare(sys -> sys.mount(GuestShape.TAG, "/mnt", "virtiofs", 0, "") == 0 ? 0 : 1);
    }

    @Override
    public void task(String name, Syscalls.Main program) {
        tasks.add(start(name, program));
    }

    @Override
    public void identicalTasks(String name, int count, Syscalls.Main program) {
        int group = ++groups;
        for (int i = 0; i < count; i++) {
            Task task = start(count == 1 ? name : name + i, program);
            cast.add(task.pid(), group);
            tasks.add(task);
        }
    }

    @Override
    public void residents(String name, int count, Role role) {
        int group = ++groups;
        for (int i = 0; i < count; i++) {
            String each = count == 1 ? name : name + i;
            Resident resident = new Resident(kernel, each, group, role);
            var _ = simulation.run(() -> resident.isReady() || resident.isDone());
            if (!resident.isReady()) {
                throw new IllegalStateException(each + " does not come on the stage");
            }
            residents.add(resident);
        }
    }

    @Override
    public void daemon(String name, Syscalls.Main program) {
        Task _ = start(name, program);
    }

    @Override
    public void check(String what, BooleanSupplier holds) {
        checks.add(new Check(what, holds));
    }

    private Task start(String name, Syscalls.Main program) {
        return kernel.userSpace().start(name, Credentials.ROOT, program);
    }

    // ---- the run

    /** Takes the steps that the course chooses until it is known how it ends. */
    End run(Course course, int stepLimit) {
        play();
        course.begin(cast, stepLimit, kernel.scheduler()::progress, () -> lookAtSleepers(course));
        kernel.scheduler()
                .setWarningObserver(seen -> {
                    misbehaved(seen);
                    course.end();
                });
        simulation.setExploration(course);
        kernel.scheduler()
                .setBlockObserver(task -> {
                    if (!probe.getsOn(task)) {
                        confirm(course);
                    } else if (!sleepers.contains(task) && task.state() != TaskState.IDLE) {
                        sleepers.add(task);
                    }
                });
        End end;
        try {
            var _ = simulation.run(this::isOver);
            course.close();
            end = judge(course);
        } catch (KernelPanic panic) {
            misbehaviour = new Misbehaved("panic", String.valueOf(panic.getMessage()), "");
            course.close();
            end = End.MISBEHAVIOUR;
        } catch (Misbehaviour seen) {
            misbehaved(seen);
            course.close();
            end = End.MISBEHAVIOUR;
        } catch (Course.StepTooLong _) {
            course.close();
            end = End.LIVELOCK;
        } catch (TaskFailure failure) {
            course.close();
            end = afterFailure(failure);
        }
        kernel.scheduler().setBlockObserver(null);
        kernel.scheduler().setWarningObserver(null);
        return end;
    }

    /** What the exploration itself threw comes out of the task in which it did. */
    private End afterFailure(TaskFailure failure) {
        return switch (failure.getCause()) {
            case Course.StepTooLong _ -> End.LIVELOCK;
            case ReplayDiverged diverged -> throw diverged;
            case Misbehaviour seen -> {
                misbehaved(seen);
                yield End.MISBEHAVIOUR;
            }
            case null, default -> throw failure;
        };
    }

    private void misbehaved(Misbehaviour seen) {
        if (misbehaviour == null) {
            misbehaviour = new Misbehaved(seen.kind().toString(), seen.what(), seen.by());
        }
    }

    /** The server has acted: whoever waited for that may wait for another now. */
    private void lookAtSleepers(Course course) {
        for (int i = sleepers.size() - 1; i >= 0; i--) {
            Task task = sleepers.get(i);
            if (!task.state().isAsleep()) {
                sleepers.set(i, sleepers.getLast());
                var _ = sleepers.removeLast();
            } else if (!probe.getsOn(task)) {
                confirm(course);
                return;
            }
        }
    }

    /** A task seems to be stuck as it begins to wait: only a circle is certain at that moment. */
    private void confirm(Course course) {
        WaitGraph now = WaitGraph.of(kernel.scheduler());
        if (now.verdict() == WaitGraph.Verdict.DEADLOCK) {
            graph = now;
            course.end();
        }
    }

    /** All tasks have ended, but who served them may wait for itself. */
    private void lookForStuckKernelThreads() {
        for (Task task : kernel.scheduler().tasks()) {
            boolean waits = task.state().isAsleep() && task.state() != TaskState.IDLE;
            if (waits && task.isKernelThread() && !probe.getsOn(task)) {
                WaitGraph now = WaitGraph.of(kernel.scheduler());
                graph = now.verdict() == WaitGraph.Verdict.DEADLOCK ? now : graph;
                return;
            }
        }
    }

    private boolean isOver() {
        for (int i = 0; i < residents.size(); i++) {
            if (!residents.get(i).isDone()) {
                return false;
            }
        }
        for (int i = 0; i < tasks.size(); i++) {
            if (!Kernel.hasEnded(tasks.get(i))) {
                return false;
            }
        }
        return true;
    }

    private End judge(Course course) {
        if (misbehaviour != null) {
            return End.MISBEHAVIOUR;
        }
        if (graph != null) {
            return End.DEADLOCK;
        }
        if (course.isLivelocked()) {
            return End.LIVELOCK;
        }
        if (course.wasCutOff()) {
            return course.reachedLimit() ? End.STALLED : End.ABANDONED;
        }
        if (isOver()) {
            lookForStuckKernelThreads();
            if (graph != null) {
                return End.DEADLOCK;
            }
            for (Check check : checks) {
                if (!check.holds().getAsBoolean()) {
                    String[] parts = check.misbehaviour().split(": ", 2);
                    misbehaviour = new Misbehaved(parts[0], parts[parts.length - 1], "");
                    return End.MISBEHAVIOUR;
                }
            }
            return End.PASSED;
        }
        quiescent = true;
        WaitGraph now = WaitGraph.ofQuiescent(kernel.scheduler());
        graph = now;
        return now.verdict() == WaitGraph.Verdict.DEADLOCK ? End.DEADLOCK : End.LOST_WAKEUP;
    }

    /** Who waits for whom at the end. */
    Blockage blockage(Blockage.History history) {
        return quiescent
                ? Blockage.ofQuiescent(kernel.scheduler(), history)
                : Blockage.of(kernel.scheduler(), history);
    }

    /** What misbehaved; null if nothing did. */
    @Nullable Misbehaved misbehaviour() {
        return misbehaviour;
    }

    @Override
    public void close() {
        FuseServer answers = server;
        if (answers != null) {
            answers.reset();
        }
        VirtioFsDevice made = device;
        if (made != null) {
            made.close();
        }
        kernel.close();
        files.close();
    }
}
