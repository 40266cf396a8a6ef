package dev.fuselage.machine.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.cost.CostProfile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplorationTest {
    private final Simulation simulation =
            new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
    private final List<String> told = new ArrayList<>();

    /** Takes a number of steps, each later than the one before by the clock. */
    private final class Stepper extends Agent {
        private int left;

        Stepper(String name, int steps) {
            super(simulation, name);
            left = steps;
            wakeAt(0);
        }

        @Override
        protected void run() {
            if (left == 0) {
                idle();
                return;
            }
            left--;
            told.add(name());
            spend(100);
        }
    }

    /** Always the last who can. */
    private static class LastFirst implements Exploration {
        @Override
        public int next(Turns turns) {
            return turns.size() - 1;
        }

        @Override
        public int choose(Kind kind, int candidates) {
            return 0;
        }

        @Override
        public void touched(Shared shared, Operation operation, Object detail) {}

        @Override
        public void enabled(long actor) {}
    }

    private Timer timer(String name) {
        return new Timer(name) {
            @Override
            protected void expire() {
                told.add(name);
            }
        };
    }

    @Test
    void whoIsChosenTakesTheStepWhateverTheClockSays() {
        Agent _ = new Stepper("one", 2);
        Agent _ = new Stepper("two", 2);
        simulation.setExploration(new LastFirst());
        assertThat(simulation.run(() -> false)).isEqualTo(StopReason.QUIESCENT);
        assertThat(told).containsExactly("two", "two", "one", "one");
    }

    @Test
    void timersExpireWhenAllSleepAndNotBefore() {
        Agent _ = new Stepper("one", 3);
        simulation.schedule(timer("timer"), 1);
        simulation.setExploration(new LastFirst());
        assertThat(simulation.run(() -> false)).isEqualTo(StopReason.QUIESCENT);
        assertThat(told).containsExactly("one", "one", "one", "timer");
    }

    @Test
    void aRunEndsOnlyWhenAllSleep() {
        Agent _ = new Stepper("one", 2);
        simulation.schedule(timer("timer"), 1);
        simulation.setExploration(new LastFirst());
        assertThat(simulation.run(() -> true)).isEqualTo(StopReason.STOPPED);
        assertThat(told).containsExactly("one", "one");
    }

    @Test
    void aStrategyStopsARunAtOnce() {
        Agent _ = new Stepper("one", 2);
        simulation.setExploration(
                new LastFirst() {
                    @Override
                    public int next(Turns turns) {
                        return told.isEmpty() ? 0 : STOP;
                    }
                });
        assertThat(simulation.run(() -> false)).isEqualTo(StopReason.STOPPED);
        assertThat(told).containsExactly("one");
    }

    @Test
    void settlingLeavesTimersAlone() {
        Agent _ = new Stepper("one", 2);
        simulation.schedule(timer("timer"), 1);
        simulation.settle();
        assertThat(told).containsExactly("one", "one");
        assertThat(simulation.isExplored()).isFalse();
        assertThat(simulation.run(() -> false)).isEqualTo(StopReason.QUIESCENT);
        assertThat(told).containsExactly("one", "one", "timer");
    }

    @Test
    void touchesAreToldOnlyWhileStepsAreChosen() {
        List<String> touches = new ArrayList<>();
        Shared thing =
                new Shared() {
                    @Override
                    public String describe() {
                        return "thing";
                    }
                };
        simulation.touch(thing, Operation.LOCK);
        simulation.setExploration(
                new LastFirst() {
                    @Override
                    public void touched(Shared shared, Operation operation, Object detail) {
                        touches.add(operation.word() + " " + shared.describe() + " " + detail);
                    }
                });
        simulation.touch(thing, Operation.SUBMIT, "request");
        assertThat(touches).containsExactly("submit thing request");
    }
}
