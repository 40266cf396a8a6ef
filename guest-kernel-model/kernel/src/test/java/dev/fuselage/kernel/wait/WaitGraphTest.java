package dev.fuselage.kernel.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.kernel.TestGuest;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.StopReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitGraphTest {
    private final TestGuest guest = new TestGuest(1);

    private void sleepMillis(long millis) {
        int _ = guest.time.nanosleep(millis * 1_000_000);
    }

    private void crosswise() {
        Mutex a = new Mutex(guest.scheduler, "mutex", "A");
        Mutex b = new Mutex(guest.scheduler, "mutex", "B");
        guest.spawn(
                "cat",
                () -> {
                    a.lock();
                    sleepMillis(1);
                    b.lock();
                });
        guest.spawn(
                "dd",
                () -> {
                    b.lock();
                    sleepMillis(2);
                    a.lock();
                });
    }

    @Test
    void twoMutexesTakenCrosswiseAreADeadlockInWords() {
        crosswise();
        assertThat(guest.run()).isEqualTo(StopReason.QUIESCENT);
        WaitGraph graph = WaitGraph.of(guest.scheduler);
        assertThat(graph.verdict()).isEqualTo(WaitGraph.Verdict.DEADLOCK);
        assertThat(graph.cycle()).hasSize(4);
        List<Task> tasks = graph.stuck();
        String cat = tasks.get(0).toString();
        String dd = tasks.get(1).toString();
        assertThat(graph.describe())
                .contains("DEADLOCK  4 nodes in cycle\n")
                .contains(cat + " waits for mutex B\n")
                .contains("mutex B held by " + dd + "\n")
                .contains(dd + " waits for mutex A\n")
                .contains("mutex A held by " + cat + "\n");
    }

    @Test
    void theDeadlockIsThereAtTheStepThatClosesTheCycle() {
        crosswise();
        List<WaitGraph.Verdict> verdicts = new ArrayList<>();
        guest.scheduler.setBlockObserver(task -> {
            if (task.waitsFor() instanceof Lock) {
                verdicts.add(WaitGraph.of(guest.scheduler).verdict());
            }
        });
        guest.run();
        assertThat(verdicts).containsExactly(WaitGraph.Verdict.LIVE, WaitGraph.Verdict.DEADLOCK);
    }

    @Test
    void aTaskThatTakesAMutexTwiceWaitsForItself() {
        Mutex mutex = new Mutex(guest.scheduler, "bg_lock", "");
        guest.spawn(
                "cp",
                () -> {
                    mutex.lock();
                    mutex.lock();
                });
        guest.run();
        WaitGraph graph = WaitGraph.of(guest.scheduler);
        assertThat(graph.verdict()).isEqualTo(WaitGraph.Verdict.DEADLOCK);
        assertThat(graph.cycle()).hasSize(2);
    }

    @Test
    void aSpinLockHeldAcrossASleepIsFoundWhenItsTakerCanNeverLetGo() {
        SpinLock spin = new SpinLock(guest.scheduler, "bg_lock", "");
        Completion reply =
                new Completion(
                        guest.scheduler,
                        "reply",
                        "#4",
                        out -> {
                            for (Task task : guest.scheduler.tasks()) {
                                if (task.comm().equals("worker")) {
                                    out.task(task);
                                }
                            }
                        });
        guest.spawn(
                "sender",
                () -> {
                    spin.lock();
                    int _ = reply.waitFor("request_wait_answer", Interruptibility.UNINTERRUPTIBLE);
                });
        guest.spawn(
                "worker",
                () -> {
                    spin.lock();
                    reply.complete();
                });
        guest.run();
        WaitGraph graph = WaitGraph.of(guest.scheduler);
        assertThat(graph.verdict()).isEqualTo(WaitGraph.Verdict.DEADLOCK);
        assertThat(graph.describe()).contains("waits for reply #4").contains("waits for bg_lock");
    }

    @Test
    void anEventThatOneOfSeveralMayStillDeliverIsNoDeadlock() {
        Mutex mutex = new Mutex(guest.scheduler, "mutex", "A");
        List<Task> tasks = new ArrayList<>();
        Completion event =
                new Completion(guest.scheduler, "event", "", out -> tasks.forEach(out::task));
        tasks.add(
                guest.spawn(
                        "stuck",
                        () -> {
                            mutex.lock();
                            int _ = event.waitFor("test", Interruptibility.UNINTERRUPTIBLE);
                        }));
        tasks.add(guest.spawn("late", () -> sleepMillis(1000)));
        guest.simulation.run(
                () -> guest.simulation.now() > 10_000_000 || tasks.get(0).state().isAsleep());
        assertThat(WaitGraph.of(guest.scheduler).verdict()).isEqualTo(WaitGraph.Verdict.LIVE);
        guest.run();
        // "late" has gone without delivering; the task itself is left, and it sleeps.
        assertThat(WaitGraph.of(guest.scheduler).verdict()).isNotEqualTo(WaitGraph.Verdict.LIVE);
    }

    @Test
    void anEventThatNobodyCanDeliverIsALostWakeUp() {
        Completion event = new Completion(guest.scheduler, "DAX range", "", out -> {});
        guest.spawn(
                "fault",
                () -> {
                    int _ = event.waitFor("fuse_dax_wait", Interruptibility.UNINTERRUPTIBLE);
                });
        guest.run();
        WaitGraph graph = WaitGraph.of(guest.scheduler);
        assertThat(graph.verdict()).isEqualTo(WaitGraph.Verdict.LOST_WAKEUP);
        assertThat(graph.describe())
                .contains("LOST WAKE-UP")
                .contains("fault [")
                .contains("fuse_dax_wait")
                .contains("waits for DAX range, nobody can deliver it")
                .containsPattern("since \\d+\\.\\d{6} s  <- stuck");
    }

    @Test
    void whatAnyTaskCouldDoNobodyDoesWhenAllAreBlockedOrIdle() {
        WaitQueue pipe =
                new WaitQueue(
                        guest.scheduler,
                        "pipe",
                        "0",
                        Deliverer.anyTask("a task that writes to the pipe"));
        guest.spawn("init", guest.processes::idle);
        guest.spawn(
                "reader",
                () -> {
                    int _ =
                            pipe.waitEvent(
                                    "pipe_read", () -> false, Interruptibility.INTERRUPTIBLE);
                });
        guest.spawn("writer", () -> sleepMillis(5));
        guest.simulation.run(() -> guest.simulation.now() > 1_000_000);
        assertThat(WaitGraph.of(guest.scheduler).verdict()).isEqualTo(WaitGraph.Verdict.LIVE);
        guest.run();
        WaitGraph graph = WaitGraph.of(guest.scheduler);
        assertThat(graph.verdict()).isEqualTo(WaitGraph.Verdict.LOST_WAKEUP);
        assertThat(graph.describe()).contains("delivered by a task that writes to the pipe");
    }

    @Test
    void aSleepWithADeadlineAndAnIdleKworkerAreNotStuck() {
        guest.spawn("sleeper", () -> sleepMillis(100));
        guest.simulation.run(() -> guest.simulation.now() > 100_000);
        WaitGraph graph = WaitGraph.of(guest.scheduler);
        assertThat(graph.verdict()).isEqualTo(WaitGraph.Verdict.LIVE);
        assertThat(graph.blocked()).extracting(Task::comm).doesNotContain("kworker/0:0");
    }

    @Test
    void aHeldResourceWhoseHolderWaitsOutsideTheGuestIsLive() {
        Mutex mutex = new Mutex(guest.scheduler, "mutex", "A");
        Completion reply =
                new Completion(guest.scheduler, "reply", "#2", Deliverer.outside("the device"));
        guest.spawn(
                "cat",
                () -> {
                    mutex.lock();
                    int _ = reply.waitFor("request_wait_answer", Interruptibility.UNINTERRUPTIBLE);
                });
        guest.spawn("ls", mutex::lock);
        guest.run();
        WaitGraph graph = WaitGraph.of(guest.scheduler);
        assertThat(graph.verdict()).isEqualTo(WaitGraph.Verdict.LIVE);
        assertThat(graph.blocked()).extracting(Task::comm).containsExactly("cat", "ls");
        assertThat(graph.describe()).contains("delivered by the device");
    }

    @Test
    void reportsNameTheKernelFunctionsOnTheStack() {
        Completion event = new Completion(guest.scheduler, "event", "", out -> {});
        Task task = guest.spawn("t", () -> fuseSimpleRequest(event));
        guest.run();
        assertThat(task.kernelStack())
                .anyMatch(frame -> frame.getMethodName().equals("fuseSimpleRequest"));
    }

    private static void fuseSimpleRequest(Completion event) {
        int _ = event.waitFor("request_wait_answer", Interruptibility.UNINTERRUPTIBLE);
    }

    @Test
    void decisionsAreNotAskedForWhenThereIsNoChoice() {
        Decisions none =
                (kind, candidates) -> {
                    throw new AssertionError(kind + " " + candidates);
                };
        TestGuest alone = new TestGuest(1, none);
        assertThat(WaitGraph.of(alone.scheduler).verdict()).isEqualTo(WaitGraph.Verdict.LIVE);
    }
}
