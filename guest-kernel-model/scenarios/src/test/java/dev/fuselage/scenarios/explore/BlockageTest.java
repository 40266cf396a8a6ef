package dev.fuselage.scenarios.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.kernel.process.Processes;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelStack;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Completion;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.Mutex;
import dev.fuselage.kernel.wait.WaitGraph;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.scenarios.outcome.CycleNode;
import dev.fuselage.scenarios.outcome.TaskView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BlockageTest {
    private final Simulation simulation =
            new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
    private final TaskScheduler scheduler = new TaskScheduler(simulation, 1, "guest");
    private final Processes processes = new Processes(scheduler);
    private final Mutex mutex = new Mutex(scheduler, "mutex", "A");

    private Task spawn(String comm, Runnable body) {
        return processes.spawn(
                null,
                comm,
                Credentials.ROOT,
                () -> {
                    body.run();
                    return 0;
                });
    }

    /** A task holds the mutex and waits for a reply that only a task can give that wants it. */
    private void circleThroughAReply() {
        List<Task> answerers = new ArrayList<>();
        Completion reply =
                new Completion(scheduler, "reply", "#12", out -> answerers.forEach(out::task));
        spawn(
                "cat",
                () -> {
                    mutex.lock();
                    int _ = reply.waitFor("request_wait_answer", Interruptibility.KILLABLE);
                });
        answerers.add(
                spawn(
                        "kworker",
                        () -> {
                            mutex.lock();
                            reply.complete();
                        }));
        simulation.run(() -> false);
    }

    @Test
    void aCircleIsToldNodeByNode() {
        circleThroughAReply();
        Blockage blockage = Blockage.of(scheduler, Blockage.History.NONE);
        assertThat(blockage.verdict()).isEqualTo(WaitGraph.Verdict.DEADLOCK);
        assertThat(blockage.headline()).isEqualTo("3 nodes in cycle");
        assertThat(blockage.cycle())
                .containsExactly(
                        new CycleNode.TaskNode(
                                "cat [1]", 1, -1, "request_wait_answer", "reply #12", 0),
                        new CycleNode.EventNode("reply #12", "reply", List.of("kworker [2]"), ""),
                        new CycleNode.TaskNode("kworker [2]", 2, -1, "mutex_lock", "mutex A", 0),
                        new CycleNode.LockNode("mutex A", "mutex", List.of("cat [1]"), 0));
    }

    @Test
    void theSignatureNamesNoTaskAndNoNumber() {
        circleThroughAReply();
        assertThat(Blockage.of(scheduler, Blockage.History.NONE).signature())
                .isEqualTo("mutex_lock > mutex > request_wait_answer > reply");
    }

    @Test
    void aWaitThatNobodyCanEndIsALostWakeUp() {
        Completion range = new Completion(scheduler, "free range", "", out -> {});
        spawn(
                "dd",
                () -> {
                    int _ = range.waitFor("fuse_alloc_dax_mapping", Interruptibility.KILLABLE);
                });
        simulation.run(() -> false);
        Blockage blockage = Blockage.of(scheduler, Blockage.History.NONE);
        assertThat(blockage.headline()).isEqualTo("nobody is left to deliver free range");
        assertThat(blockage.signature()).isEqualTo("fuse_alloc_dax_mapping > free range");
        assertThat(blockage.cycle()).hasSize(2);
        assertThat(blockage.tasks())
                .extracting(TaskView::waitsFor)
                .containsExactly("free range, which nobody can deliver");
    }

    @Test
    void aHeldLockStandsAtTheFrameThatTookItsTakerIn() {
        circleThroughAReply();
        Task cat = Objects.requireNonNull(scheduler.find(1));
        List<String> stack = KernelStack.of(cat);
        Blockage.History history =
                new Blockage.History() {
                    @Override
                    public List<Blockage.Held> held(Task task) {
                        return task == cat ? List.of(new Blockage.Held(mutex, stack)) : List.of();
                    }
                };
        // Without system calls the stack is the wait alone, and the lock goes there.
        assertThat(Blockage.of(scheduler, history).tasks().getFirst().stack())
                .containsExactly(new TaskView.Frame("request_wait_answer", List.of("mutex A")));
    }
}
