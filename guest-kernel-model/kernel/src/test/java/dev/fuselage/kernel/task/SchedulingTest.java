package dev.fuselage.kernel.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.kernel.TestGuest;
import dev.fuselage.kernel.wait.Completion;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.StopReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SchedulingTest {
    @Test
    void tasksRunInTheOrderInWhichTheyBecameRunnable() {
        TestGuest guest = new TestGuest(1);
        for (String name : List.of("a", "b", "c")) {
            guest.spawn(name, () -> guest.say(name));
        }
        assertThat(guest.run()).isEqualTo(StopReason.QUIESCENT);
        assertThat(guest.said()).containsExactly("a", "b", "c");
    }

    @Test
    void aTaskKeepsTheCpuForItsTimeSliceAndThenTheNextOneRuns() {
        TestGuest guest = new TestGuest(1);
        for (String name : List.of("a", "b")) {
            guest.spawn(
                    name,
                    () -> {
                        for (int i = 0; i < 4; i++) {
                            guest.say(name + i);
                            guest.scheduler.spend(Vcpu.TIME_SLICE / 2);
                            guest.scheduler.syncPoint();
                        }
                    });
        }
        guest.run();
        assertThat(guest.said()).containsExactly("a0", "a1", "b0", "b1", "a2", "a3", "b2", "b3");
    }

    @Test
    void noTaskStarvesUnderRoundRobin() {
        TestGuest guest = new TestGuest(2);
        int[] turns = new int[7];
        for (int i = 0; i < turns.length; i++) {
            int me = i;
            guest.spawn(
                    "t" + i,
                    () -> {
                        while (guest.scheduler.now() < 200 * Vcpu.TIME_SLICE) {
                            turns[me]++;
                            guest.scheduler.spend(Vcpu.TIME_SLICE / 3 + 1);
                            guest.scheduler.syncPoint();
                        }
                    });
        }
        guest.run();
        // 2 CPUs x 200 slices x 3 turns / 7 tasks is about 170.
        assertThat(turns).doesNotContain(0).hasSize(7);
        assertThat(Arrays.stream(turns).min().getAsInt()).isGreaterThan(100);
    }

    @Test
    void newTasksGoToTheLeastLoadedCpuAndTheLowestOfThose() {
        TestGuest guest = new TestGuest(3);
        for (int i = 0; i < 6; i++) {
            guest.spawn("t" + i, () -> guest.say(Integer.toString(guest.scheduler.cpu())));
        }
        List<Integer> homes =
                guest.scheduler.tasks().stream()
                        .filter(task -> !task.isKernelThread())
                        .map(Task::cpu)
                        .toList();
        // Each CPU has two kworkers of its own, and the unbound one went to CPU 0.
        assertThat(homes).containsExactly(1, 2, 0, 1, 2, 0);
    }

    @Test
    void aSwitchCostsItsPriceAndGoingOnCostsNothing() {
        TestGuest guest = new TestGuest(1);
        long[] seen = new long[3];
        guest.spawn("a", () -> seen[0] = guest.scheduler.now());
        guest.spawn(
                "b",
                () -> {
                    seen[1] = guest.scheduler.now();
                    guest.scheduler.syncPoint();
                    seen[2] = guest.scheduler.now();
                });
        guest.run();
        assertThat(seen[1] - seen[0]).isEqualTo(guest.simulation.costs().of(Cost.CONTEXT_SWITCH));
        assertThat(seen[2]).isEqualTo(seen[1]);
    }

    @Test
    void aTaskWokenByACpuThatIsAheadDoesNotRunBeforeTheWakeUp() {
        TestGuest guest = new TestGuest(2);
        Completion done = new Completion(guest.scheduler, "test", "", Deliverer.outside("test"));
        long[] times = new long[2];
        guest.spawn(
                "sleeper",
                () -> {
                    int _ = done.waitFor("test", Interruptibility.UNINTERRUPTIBLE);
                    times[1] = guest.scheduler.now();
                });
        guest.spawn(
                "waker",
                () -> {
                    guest.scheduler.syncPoint();
                    guest.scheduler.spend(5_000_000);
                    times[0] = guest.scheduler.now();
                    done.complete();
                });
        guest.run();
        assertThat(times[1]).isGreaterThan(times[0]);
    }

    @Test
    void explorationMayPreemptAtEverySyncPoint() {
        // Always the last candidate: the task that waits longest goes last, the running one is put
        // back each time.
        Decisions last =
                (kind, candidates) -> kind == Decisions.Kind.NEXT_TASK ? candidates - 1 : 0;
        TestGuest guest = new TestGuest(1, last);
        guest.run();
        for (String name : List.of("a", "b")) {
            guest.spawn(
                    name,
                    () -> {
                        for (int i = 0; i < 2; i++) {
                            guest.say(name + i);
                            guest.scheduler.syncPoint();
                        }
                    });
        }
        guest.run();
        assertThat(guest.said()).containsExactly("b0", "a0", "b1", "a1");
    }

    @Test
    void noTaskIsPreemptedWithPreemptionDisabled() {
        Decisions last =
                (kind, candidates) -> kind == Decisions.Kind.NEXT_TASK ? candidates - 1 : 0;
        TestGuest guest = new TestGuest(1, last);
        guest.run();
        for (String name : List.of("a", "b")) {
            guest.spawn(
                    name,
                    () -> {
                        guest.scheduler.preemptDisable();
                        for (int i = 0; i < 2; i++) {
                            guest.say(name + i);
                            guest.scheduler.syncPoint();
                        }
                        guest.scheduler.preemptEnable();
                    });
        }
        guest.run();
        assertThat(guest.said()).containsExactly("b0", "b1", "a0", "a1");
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(randomRun(seed)).as("seed %d", seed).isEqualTo(randomRun(seed));
        }
        assertThat(randomRun(1)).isNotEqualTo(randomRun(2));
    }

    private static List<String> randomRun(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TestGuest guest = new TestGuest(3, (kind, candidates) -> random.nextInt(candidates));
        Completion done = new Completion(guest.scheduler, "test", "", Deliverer.outside("test"));
        for (int i = 0; i < 8; i++) {
            int me = i;
            guest.spawn(
                    "t" + i,
                    () -> {
                        for (int k = 0; k < 5; k++) {
                            guest.scheduler.spend(1000 + 300 * me);
                            guest.say(
                                    me + "@" + guest.scheduler.cpu() + ":" + guest.scheduler.now());
                            if (me % 2 == 0) {
                                done.complete();
                            } else {
                                int _ = done.waitFor("test", Interruptibility.INTERRUPTIBLE);
                            }
                        }
                    });
        }
        guest.run();
        return new ArrayList<>(guest.said());
    }

    @Test
    void aTaskIsNotPreemptedForOneThatIsWokenOnlyLater() {
        TestGuest guest = new TestGuest(2);
        guest.run();
        Completion done = new Completion(guest.scheduler, "test", "", Deliverer.outside("test"));
        Task sleeper =
                guest.spawn(
                        "sleeper",
                        () -> {
                            int _ = done.waitFor("test", Interruptibility.UNINTERRUPTIBLE);
                            guest.say("sleeper");
                        });
        sleeper.bindTo(0);
        guest.run();
        Task busy =
                guest.spawn(
                        "busy",
                        () -> {
                            guest.scheduler.spend(Vcpu.TIME_SLICE + 1000);
                            guest.scheduler.syncPoint();
                            guest.say("busy goes on");
                            guest.scheduler.spend(20 * Vcpu.TIME_SLICE);
                            guest.scheduler.syncPoint();
                            guest.say("busy ends");
                        });
        busy.bindTo(0);
        Task waker =
                guest.spawn(
                        "waker",
                        () -> {
                            guest.scheduler.spend(10 * Vcpu.TIME_SLICE);
                            done.complete();
                        });
        waker.bindTo(1);
        guest.run();
        assertThat(guest.said()).containsExactly("busy goes on", "sleeper", "busy ends");
    }

    @Test
    void aCpuTimerFiresInInterruptContextOnTheCpuThatStartedIt() {
        TestGuest guest = new TestGuest(2);
        guest.spawn("other", () -> {});
        guest.spawn(
                "a",
                () -> {
                    int cpu = guest.scheduler.cpu();
                    new CpuTimer(guest.scheduler, "test") {
                        @Override
                        protected void fire() {
                            guest.say(
                                    "fires "
                                            + (guest.scheduler.cpu() == cpu)
                                            + " "
                                            + guest.scheduler.inInterrupt()
                                            + " late "
                                            + (guest.scheduler.now() - time() < 40_000));
                        }
                    }.start(guest.scheduler.now() + 1_000_000);
                });
        guest.run();
        assertThat(guest.said()).containsExactly("fires true true late true");
    }

    @Test
    void aTimerThatIsCancelledAfterItsTimeDoesNotFire() {
        TestGuest guest = new TestGuest(1);
        guest.spawn(
                "a",
                () -> {
                    CpuTimer timer =
                            new CpuTimer(guest.scheduler, "test") {
                                @Override
                                protected void fire() {
                                    guest.say("fires");
                                }
                            };
                    timer.start(guest.scheduler.now() + 1000);
                    guest.scheduler.preemptDisable();
                    guest.scheduler.spend(5000);
                    guest.scheduler.syncPoint();
                    assertThat(timer.cancel()).isTrue();
                    guest.scheduler.preemptEnable();
                    guest.scheduler.syncPoint();
                    assertThat(timer.cancel()).isFalse();
                });
        guest.run();
        assertThat(guest.said()).isEmpty();
    }

    @Test
    void aFailureOfTheModelReachesWhoeverRunsTheSimulation() {
        TestGuest guest = new TestGuest(1);
        guest.spawn(
                "a",
                () -> {
                    throw new IllegalStateException("queue 0x2 broken");
                });
        assertThatThrownBy(guest::run)
                .isInstanceOf(TaskFailure.class)
                .hasMessageContaining("queue 0x2 broken");
    }
}
