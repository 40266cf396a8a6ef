package dev.fuselage.machine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.cost.CostProfile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SimulationTest {
    private final Simulation simulation =
            new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
    private final List<String> log = new ArrayList<>();

    private StopReason runToTheEnd() {
        return simulation.run(() -> false);
    }

    private ScriptedTimer logging(String name) {
        return new ScriptedTimer(name, t -> log.add(name + "@" + simulation.now()));
    }

    /** An agent that logs, spends, and parks once it was dispatched {@code slices} times. */
    private ScriptedAgent worker(String name, long cycles, int slices) {
        return new ScriptedAgent(
                simulation,
                name,
                a -> {
                    log.add(name + "@" + simulation.now());
                    a.pass(cycles);
                    if (a.ranAt.size() >= slices) {
                        a.park();
                    }
                });
    }

    @Test
    void emptySimulationIsQuiescentAtTimeZero() {
        assertThat(runToTheEnd()).isEqualTo(StopReason.QUIESCENT);
        assertThat(simulation.now()).isZero();
    }

    @Test
    void timersExpireInTheOrderOfTheirTimesAndNowIsTheirTime() {
        simulation.schedule(logging("late"), 30);
        simulation.schedule(logging("early"), 10);
        simulation.schedule(logging("middle"), 20);
        runToTheEnd();
        assertThat(log).containsExactly("early@10", "middle@20", "late@30");
        assertThat(simulation.now()).isEqualTo(30);
    }

    @Test
    void timersOfOneTimeExpireInTheOrderOfScheduling() {
        for (int i = 0; i < 20; i++) {
            simulation.schedule(logging("t" + i), 5);
        }
        runToTheEnd();
        assertThat(log).hasSize(20).first().isEqualTo("t0@5");
        for (int i = 0; i < 20; i++) {
            assertThat(log.get(i)).isEqualTo("t" + i + "@5");
        }
    }

    @Test
    void reschedulingMovesATimerAndCountsAsSchedulingAnew() {
        ScriptedTimer a = logging("a");
        ScriptedTimer b = logging("b");
        simulation.schedule(a, 5);
        simulation.schedule(b, 5);
        simulation.schedule(a, 5);
        simulation.schedule(logging("c"), 1);
        runToTheEnd();
        assertThat(log).containsExactly("c@1", "b@5", "a@5");
    }

    /** As when somebody types while a guest sleeps that waits for nothing else. */
    @Test
    void whatIsScheduledWhenNothingIsLeftStillHappens() {
        boolean[] typed = {false};
        StopReason reason =
                simulation.run(() -> {
                    if (!typed[0]) {
                        typed[0] = true;
                        simulation.schedule(logging("key"), 5);
                    }
                    return false;
                });
        assertThat(reason).isEqualTo(StopReason.QUIESCENT);
        assertThat(log).containsExactly("key@5");
    }

    @Test
    void cancelledTimerDoesNotExpireAndMayBeScheduledAgain() {
        ScriptedTimer timer = logging("t");
        simulation.schedule(timer, 5);
        simulation.cancel(timer);
        assertThat(timer.isScheduled()).isFalse();
        simulation.cancel(timer);
        assertThat(runToTheEnd()).isEqualTo(StopReason.QUIESCENT);
        assertThat(log).isEmpty();
        simulation.schedule(timer, 7);
        runToTheEnd();
        assertThat(log).containsExactly("t@7");
    }

    @Test
    void expiringTimerMayScheduleItselfAgain() {
        ScriptedTimer tick =
                new ScriptedTimer(
                        "tick",
                        t -> {
                            log.add("tick@" + simulation.now());
                            if (simulation.now() < 30) {
                                simulation.schedule(t, simulation.now() + 10);
                            }
                        });
        simulation.schedule(tick, 10);
        runToTheEnd();
        assertThat(log).containsExactly("tick@10", "tick@20", "tick@30");
    }

    @Test
    void timeBeforeNowCountsAsNow() {
        simulation.schedule(
                new ScriptedTimer("first", t -> simulation.schedule(logging("past"), 3)), 10);
        runToTheEnd();
        assertThat(log).containsExactly("past@10");
    }

    @Test
    void agentFurthestBehindRunsNext() {
        worker("slow", 100, 3).wakeAt(0);
        worker("fast", 30, 4).wakeAt(0);
        runToTheEnd();
        assertThat(log)
                .containsExactly(
                        "slow@0",
                        "fast@0",
                        "fast@30",
                        "fast@60",
                        "fast@90",
                        "slow@100",
                        "slow@200");
    }

    @Test
    void tiesGoToTimersFirstThenToAgentsInOrderOfCreation() {
        ScriptedAgent first = worker("first", 10, 1);
        ScriptedAgent second = worker("second", 10, 1);
        second.wakeAt(50);
        first.wakeAt(50);
        simulation.schedule(logging("timer"), 50);
        runToTheEnd();
        assertThat(log).containsExactly("timer@50", "first@50", "second@50");
    }

    @Test
    void idleAgentSleepsThroughToItsWakeUp() {
        ScriptedAgent agent = worker("a", 5, 0);
        agent.wakeAt(1000);
        assertThat(agent.now()).as("sleeping takes no local time until it is over").isZero();
        runToTheEnd();
        assertThat(agent.ranAt).containsExactly(1000L);
        assertThat(agent.now()).isEqualTo(1005);
    }

    @Test
    void earliestOfSeveralWakeUpsWins() {
        ScriptedAgent agent = worker("a", 0, 0);
        agent.wakeAt(300);
        agent.wakeAt(100);
        agent.wakeAt(200);
        runToTheEnd();
        assertThat(agent.ranAt).containsExactly(100L);
    }

    @Test
    void wakeUpNeverArrivesBeforeItWasSent() {
        ScriptedAgent sleeper = worker("sleeper", 0, 0);
        ScriptedAgent sender =
                new ScriptedAgent(
                        simulation,
                        "sender",
                        a -> {
                            a.pass(500);
                            sleeper.wakeAt(20);
                            a.park();
                        });
        sender.wakeAt(0);
        runToTheEnd();
        assertThat(sleeper.ranAt).containsExactly(500L);
    }

    @Test
    void wakeUpOfABusyAgentInItsFutureIsKeptUntilItIsIdle() {
        ScriptedAgent busy = worker("busy", 10, 2);
        busy.wakeAt(0);
        simulation.schedule(new ScriptedTimer("t", t -> busy.wakeAt(400)), 5);
        runToTheEnd();
        assertThat(busy.ranAt).containsExactly(0L, 10L, 400L);
    }

    @Test
    void laterWakeUpIsKeptThoughOneThatIsSeenCameBeforeIt() {
        ScriptedAgent agent =
                new ScriptedAgent(
                        simulation,
                        "a",
                        a -> {
                            if (a.ranAt.size() == 1) {
                                a.wakeAt(a.now());
                                a.pass(10);
                                a.wakeAt(700);
                            }
                            a.park();
                        });
        agent.wakeAt(0);
        runToTheEnd();
        assertThat(agent.ranAt).containsExactly(0L, 700L);
    }

    @Test
    void wakeUpThatARunningAgentHasAlreadySeenDoesNotRunItAgain() {
        ScriptedAgent agent =
                new ScriptedAgent(
                        simulation,
                        "a",
                        a -> {
                            a.pass(10);
                            a.wakeAt(a.now());
                            a.park();
                        });
        agent.wakeAt(0);
        runToTheEnd();
        assertThat(agent.ranAt).containsExactly(0L);
    }

    @Test
    void wakeUpAfterIdleInTheSameSliceRunsItAgain() {
        ScriptedAgent agent =
                new ScriptedAgent(
                        simulation,
                        "a",
                        a -> {
                            a.pass(10);
                            a.park();
                            if (a.ranAt.size() == 1) {
                                a.wakeAt(a.now());
                            }
                        });
        agent.wakeAt(0);
        runToTheEnd();
        assertThat(agent.ranAt).containsExactly(0L, 10L);
    }

    @Test
    void agentMustYieldAsSoonAsItIsNotTheFurthestBehind() {
        ScriptedAgent other = worker("other", 0, 0);
        List<Boolean> answers = new ArrayList<>();
        ScriptedAgent agent =
                new ScriptedAgent(
                        simulation,
                        "agent",
                        a -> {
                            answers.add(a.isOvertaken());
                            a.pass(100);
                            answers.add(a.isOvertaken());
                            other.wakeAt(150);
                            answers.add(a.isOvertaken());
                            a.pass(50);
                            answers.add(a.isOvertaken());
                            a.park();
                        });
        agent.wakeAt(0);
        runToTheEnd();
        assertThat(answers)
                .as("alone, ahead alone, before the other, level with the older other")
                .containsExactly(false, false, false, true);
    }

    @Test
    void timerAtTheAgentsOwnTimeMakesItYield() {
        List<Boolean> answers = new ArrayList<>();
        ScriptedAgent agent =
                new ScriptedAgent(
                        simulation,
                        "agent",
                        a -> {
                            simulation.schedule(logging("t"), a.now());
                            answers.add(a.isOvertaken());
                            a.park();
                        });
        agent.wakeAt(0);
        runToTheEnd();
        assertThat(answers).containsExactly(true);
    }

    @Test
    void conditionIsAskedBeforeEachSliceAndStopsTheRun() {
        ScriptedAgent agent = worker("a", 10, 100);
        agent.wakeAt(0);
        assertThat(simulation.run(() -> agent.ranAt.size() == 3)).isEqualTo(StopReason.STOPPED);
        assertThat(agent.ranAt).containsExactly(0L, 10L, 20L);
        assertThat(simulation.run(() -> agent.ranAt.size() == 5)).isEqualTo(StopReason.STOPPED);
        assertThat(agent.ranAt).hasSize(5);
    }

    @Test
    void conditionThatHoldsAtTheEndIsStoppedRatherThanQuiescent() {
        ScriptedAgent agent = worker("a", 10, 1);
        agent.wakeAt(0);
        assertThat(simulation.run(() -> agent.ranAt.size() == 1)).isEqualTo(StopReason.STOPPED);
    }

    @Test
    void runWithinARunIsRefused() {
        simulation.schedule(new ScriptedTimer("t", t -> runToTheEnd()), 1);
        assertThatThrownBy(this::runToTheEnd)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already running");
    }

    @Test
    void negativeSpendingIsRefused() {
        ScriptedAgent agent = new ScriptedAgent(simulation, "a", a -> a.pass(-1));
        agent.wakeAt(0);
        assertThatThrownBy(this::runToTheEnd)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a cannot spend -1 cycles");
    }

    @Test
    void machinesAreNumberedFromOne() {
        assertThat(simulation.nextGuestNumber()).isEqualTo(1);
        assertThat(simulation.nextGuestNumber()).isEqualTo(2);
    }

    @Test
    void clockDecidesForTheFirstCandidate() {
        for (Decisions.Kind kind : Decisions.Kind.values()) {
            assertThat(Decisions.CLOCK.choose(kind, 3)).isZero();
        }
    }

    @Test
    void suspendedSliceGoesOnBeforeAnythingElseEvenIfOthersAreFurtherBehind() {
        ScriptedAgent debugged =
                new ScriptedAgent(
                        simulation,
                        "debugged",
                        a -> {
                            log.add("debugged@" + a.now());
                            a.pass(50);
                            if (a.ranAt.size() == 1) {
                                a.stopHere();
                            } else {
                                a.park();
                            }
                        });
        debugged.wakeAt(0);
        worker("other", 10, 1).wakeAt(20);
        simulation.schedule(logging("timer"), 10);

        StopReason first = simulation.run(simulation::isSuspended);
        assertThat(first).isEqualTo(StopReason.STOPPED);
        assertThat(simulation.now()).isEqualTo(50);
        assertThat(log).containsExactly("debugged@0");
        assertThat(simulation.next()).as("the rest of the slice").isEqualTo(50);

        assertThat(runToTheEnd()).isEqualTo(StopReason.QUIESCENT);
        assertThat(log).containsExactly("debugged@0", "debugged@50", "timer@10", "other@20");
    }

    @Test
    void wakeUpSentWhileASliceIsSuspendedArrivesAfterIt() {
        ScriptedAgent debugged =
                new ScriptedAgent(
                        simulation,
                        "debugged",
                        a -> {
                            if (a.ranAt.size() == 1) {
                                a.stopHere();
                            }
                            a.park();
                        });
        debugged.wakeAt(0);
        simulation.run(simulation::isSuspended);
        debugged.wakeAt(30);
        runToTheEnd();
        assertThat(debugged.ranAt).containsExactly(0L, 0L, 30L);
    }
}
