package dev.fuselage.kernel.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.kernel.TestGuest;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.wait.Completion;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.WaitGraph;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final TestGuest guest = new TestGuest(2);
    private final WorkQueue queue = guest.work.system();

    private Work work(String name, Runnable body) {
        return new Work(name) {
            @Override
            protected void run() {
                body.run();
            }
        };
    }

    private DelayedWork delayed(String name, Runnable body) {
        return new DelayedWork(name) {
            @Override
            protected void run() {
                body.run();
            }
        };
    }

    private void sleepMillis(long millis) {
        guest.time.msleep(millis);
    }

    @Test
    void workRunsInAKworkerOfTheCpuThatQueuedIt() {
        for (int i = 0; i < 2; i++) {
            guest.spawn(
                    "t" + i,
                    () -> {
                        int cpu = guest.scheduler.cpu();
                        queue.queue(
                                work(
                                        "w",
                                        () ->
                                                guest.say(
                                                        (guest.scheduler.cpu() == cpu)
                                                                + " "
                                                                + guest.scheduler
                                                                        .current()
                                                                        .comm()
                                                                        .equals(
                                                                                "kworker/"
                                                                                        + cpu
                                                                                        + ":0"))));
                    });
        }
        guest.run();
        assertThat(guest.said()).containsExactly("true true", "true true");
    }

    @Test
    void pendingWorkIsNotQueuedTwice() {
        Work work = work("w", () -> guest.say("runs"));
        guest.spawn("t", () -> guest.say(queue.queue(work) + " " + queue.queue(work)));
        guest.run();
        assertThat(guest.said()).containsExactly("true false", "runs");
    }

    @Test
    void itemsOfOneCpuRunOneAfterTheOtherWhileNoneBlocks() {
        guest.spawn(
                "t",
                () -> {
                    for (String name : new String[] {"a", "b", "c"}) {
                        queue.queue(
                                work(
                                        name,
                                        () ->
                                                guest.say(
                                                        name
                                                                + " in "
                                                                + guest.scheduler
                                                                        .current()
                                                                        .comm())));
                    }
                });
        guest.run();
        String cpu =
                guest.said()
                        .get(0)
                        .substring("a in kworker/".length(), "a in kworker/".length() + 1);
        assertThat(guest.said())
                .containsExactly(
                        "a in kworker/" + cpu + ":0",
                        "b in kworker/" + cpu + ":0",
                        "c in kworker/" + cpu + ":0");
    }

    @Test
    void anotherKworkerGoesOnWhenOneBlocks() {
        guest.spawn(
                "t",
                () -> {
                    queue.queue(
                            work(
                                    "blocks",
                                    () -> {
                                        guest.say("blocks");
                                        sleepMillis(10);
                                        guest.say("woke");
                                    }));
                    queue.queue(work("next", () -> guest.say("next")));
                });
        guest.run();
        assertThat(guest.said()).containsExactly("blocks", "next", "woke");
    }

    @Test
    void blockedWorkersNeverStopThePoolHoweverMany() {
        Completion go = new Completion(guest.scheduler, "go", "", Deliverer.outside("test"));
        guest.spawn(
                "t",
                () -> {
                    for (int i = 0; i < 20; i++) {
                        queue.queue(
                                work(
                                        "w" + i,
                                        () -> {
                                            int _ =
                                                    go.waitFor(
                                                            "test",
                                                            Interruptibility.UNINTERRUPTIBLE);
                                            guest.say("done");
                                        }));
                    }
                    queue.queue(work("last", go::completeAll));
                });
        guest.run();
        assertThat(guest.said()).hasSize(20);
        assertThat(WaitGraph.of(guest.scheduler).blocked()).isEmpty();
    }

    @Test
    void aWorkItemThatIsQueuedWhileItRunsRunsAgainAfterwards() {
        int[] inside = new int[1];
        int[] runs = new int[1];
        Work[] self = new Work[1];
        self[0] =
                work(
                        "w",
                        () -> {
                            assertThat(inside[0]++).isZero();
                            sleepMillis(5);
                            inside[0]--;
                            runs[0]++;
                        });
        for (int i = 0; i < 2; i++) {
            guest.spawn(
                    "t" + i,
                    () -> {
                        for (int k = 0; k < 5; k++) {
                            queue.queue(self[0]);
                            guest.time.nanosleep(3_000_000);
                        }
                    });
        }
        guest.run();
        assertThat(runs[0]).isBetween(2, 5);
        assertThat(self[0].isBusy()).isFalse();
    }

    @Test
    void aWorkItemNeverRunsTwiceAtOnceInAnySchedule() {
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TestGuest many = new TestGuest(3, (kind, n) -> random.nextInt(n));
            int[] inside = new int[1];
            Work item =
                    new Work("w") {
                        @Override
                        protected void run() {
                            assertThat(inside[0]++).isZero();
                            many.scheduler.syncPoint();
                            many.time.msleep(1);
                            inside[0]--;
                        }
                    };
            for (int i = 0; i < 4; i++) {
                many.spawn(
                        "t" + i,
                        () -> {
                            for (int k = 0; k < 5; k++) {
                                boolean _ = many.work.system().queue(item);
                                int _ = many.time.nanosleep(random.nextInt(5_000_000));
                            }
                            boolean _ = many.work.system().flush(item);
                            many.say("flushed");
                        });
            }
            many.run();
            assertThat(many.said()).as("seed %d", seed).hasSize(4);
        }
    }

    @Test
    void flushWaitsForTheRunThatIsPending() {
        Work work =
                work(
                        "w",
                        () -> {
                            sleepMillis(5);
                            guest.say("end");
                        });
        guest.spawn(
                "t",
                () -> {
                    guest.say("" + queue.flush(work));
                    queue.queue(work);
                    guest.say("" + queue.flush(work));
                });
        guest.run();
        assertThat(guest.said()).containsExactly("false", "end", "true");
    }

    @Test
    void cancelTakesPendingWorkBackAndWaitsForARunningOne() {
        Work running =
                work(
                        "running",
                        () -> {
                            sleepMillis(5);
                            guest.say("end");
                        });
        Work pending = work("pending", () -> guest.say("must not run"));
        guest.spawn(
                "t",
                () -> {
                    queue.queue(running);
                    guest.time.nanosleep(1_000_000);
                    guest.scheduler.preemptDisable();
                    queue.queue(pending);
                    guest.say("" + queue.cancel(pending));
                    guest.scheduler.preemptEnable();
                    guest.say("" + queue.cancelSync(running));
                });
        guest.run();
        assertThat(guest.said()).containsExactly("true", "end", "false");
    }

    @Test
    void workThatQueuesItselfStopsWhenItIsCancelled() {
        int[] runs = new int[1];
        Work[] self = new Work[1];
        self[0] =
                work(
                        "again",
                        () -> {
                            runs[0]++;
                            sleepMillis(4);
                            boolean _ = queue.queue(self[0]);
                        });
        guest.spawn(
                "t",
                () -> {
                    queue.queue(self[0]);
                    sleepMillis(50);
                    boolean _ = queue.cancelSync(self[0]);
                    int now = runs[0];
                    sleepMillis(50);
                    guest.say(now > 2 && runs[0] == now ? "stopped" : "goes on");
                });
        guest.run();
        assertThat(guest.said()).containsExactly("stopped");
    }

    @Test
    void delayedWorkWaitsForItsTimerAndCanBeHurriedOrCancelled() {
        DelayedWork[] items = new DelayedWork[3];
        for (int i = 0; i < 3; i++) {
            int me = i;
            items[i] = delayed("d" + i, () -> guest.say("d" + me));
        }
        guest.spawn(
                "t",
                () -> {
                    long start = guest.time.jiffies();
                    queue.queueDelayed(items[0], 10);
                    guest.say("" + queue.queueDelayed(items[0], 10));
                    queue.queueDelayed(items[1], 1000);
                    queue.queueDelayed(items[2], 5);
                    guest.say("cancelled " + queue.cancelSync(items[2]));
                    queue.flushDelayed(items[1]);
                    guest.say("at once " + (guest.time.jiffies() - start <= 1));
                    sleepMillis(100);
                    guest.say("end");
                });
        guest.run();
        assertThat(guest.said())
                .containsExactly("false", "cancelled true", "d1", "at once true", "d0", "end");
    }

    @Test
    void aDelayIsReplacedByAnother() {
        DelayedWork item =
                delayed(
                        "d",
                        () ->
                                guest.say(
                                        "d at "
                                                + (guest.time.jiffies()
                                                        - guest.time.jiffies() % 1)));
        guest.spawn(
                "t",
                () -> {
                    queue.queueDelayed(item, 1);
                    guest.say("" + queue.modifyDelayed(item, 20));
                    sleepMillis(20);
                    guest.say("not yet");
                });
        guest.run();
        assertThat(guest.said().subList(0, 2)).containsExactly("true", "not yet");
        assertThat(guest.said()).hasSize(3);
    }

    @Test
    void kworkersAreNamedAsOnLinux() {
        assertThat(guest.scheduler.tasks())
                .extracting(Task::comm)
                .containsExactly(
                        "kworker/0:0",
                        "kworker/0:0H",
                        "kworker/1:0",
                        "kworker/1:0H",
                        "kworker/u4:0");
    }

    @Test
    void workThatWaitsForItselfIsADeadlockInTheGraph() {
        Work[] self = new Work[1];
        self[0] =
                work(
                        "fuse_dax_free_mem_worker",
                        () -> {
                            boolean _ = queue.flush(self[0]);
                        });
        guest.spawn("t", () -> queue.queue(self[0]));
        guest.run();
        WaitGraph graph = WaitGraph.of(guest.scheduler);
        assertThat(graph.verdict()).isEqualTo(WaitGraph.Verdict.DEADLOCK);
        assertThat(graph.describe()).contains("waits for end of work fuse_dax_free_mem_worker");
    }
}
