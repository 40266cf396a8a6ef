package dev.fuselage.machine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.snapshot.SnapshotException;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshots;
import dev.fuselage.machine.snapshot.Snapshotted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents and timers that act at random, saved in the middle and continued by a twin. */
final class SchedulingSnapshotTest {
    private static final int TIMERS = 8;

    /** Everything it does is drawn from the simulation's random source and written down. */
    private static final class World implements Snapshotted {
        final Simulation simulation;
        final Walker[] agents;
        final ScriptedTimer[] timers = new ScriptedTimer[TIMERS];
        StringBuilder log = new StringBuilder();
        int steps;

        World(long seed, int agentCount) {
            simulation = new Simulation(CostProfile.standard(), Decisions.CLOCK, seed);
            agents = new Walker[agentCount];
            for (int i = 0; i < agentCount; i++) {
                agents[i] = new Walker(this, "agent" + i);
            }
            for (int i = 0; i < TIMERS; i++) {
                timers[i] = new ScriptedTimer("timer" + i, this::expired);
            }
            // What a fresh machine has scheduled must not survive loading.
            agents[0].wakeAt(0);
            simulation.schedule(timers[0], 3);
        }

        private int below(int bound) {
            return simulation.random().nextInt(bound);
        }

        private void expired(ScriptedTimer timer) {
            note(timer.name());
            act();
        }

        private void note(String who) {
            steps++;
            simulation.counters().counter(who).increment();
            log.append(simulation.now()).append(' ').append(who).append('\n');
        }

        private void act() {
            long soon = simulation.now() + below(20);
            switch (below(4)) {
                case 0 -> simulation.schedule(timers[below(TIMERS)], soon);
                case 1 -> simulation.cancel(timers[below(TIMERS)]);
                default -> agents[below(agents.length)].wakeAt(soon);
            }
        }

        String run(int more) {
            log = new StringBuilder();
            int end = steps + more;
            while (steps < end) {
                if (simulation.run(() -> steps >= end) == StopReason.QUIESCENT) {
                    agents[below(agents.length)].wakeAt(simulation.now() + 5);
                }
            }
            return log + simulation.counters().snapshot().toString();
        }

        @Override
        public void save(SnapshotWriter to) {
            to.section("simulation", simulation);
            for (Walker agent : agents) {
                agent.save(to);
            }
            for (ScriptedTimer timer : timers) {
                simulation.saveTimer(timer, to);
            }
            to.putInt(steps);
        }

        @Override
        public void load(SnapshotReader from) {
            from.section("simulation", simulation);
            for (Walker agent : agents) {
                agent.load(from);
            }
            for (ScriptedTimer timer : timers) {
                simulation.loadTimer(timer, from);
            }
            steps = from.getInt();
            simulation.checkLoaded();
        }
    }

    private static final class Walker extends Agent {
        private final World world;

        Walker(World world, String name) {
            super(world.simulation, name);
            this.world = world;
        }

        @Override
        protected void run() {
            world.note(name());
            spend(world.below(9));
            world.act();
            if (world.below(3) == 0) {
                idle();
            }
            world.act();
        }

        void save(SnapshotWriter to) {
            saveTime(to);
        }

        void load(SnapshotReader from) {
            loadTime(from);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aTwinThatLoadsGoesOnInTheSameOrder(long seed) {
        World saved = new World(seed, 5);
        for (int part = 0; part < 40; part++) {
            saved.run(25);
            byte[] file = Snapshots.save(saved);
            World twin = new World(seed + 100, 5);
            Snapshots.load(file, twin);
            assertThat(Snapshots.save(twin)).as("seed %d, saved again", seed).isEqualTo(file);
            assertThat(twin.run(200)).as("seed %d", seed).isEqualTo(saved.run(200));
        }
    }

    @Test
    void anotherNumberOfAgentsIsRefused() {
        byte[] file = Snapshots.save(new World(1, 5));
        World other = new World(1, 4);
        assertThatThrownBy(() -> Snapshots.load(file, other))
                .isInstanceOf(SnapshotException.class)
                .hasMessage("agents: 5 in the snapshot, 4 in this machine");
    }

    @Test
    void aTimerThatNobodyLoadsIsNoticed() {
        World saved = new World(1, 2);
        byte[] file = Snapshots.save(saved.simulation);
        World twin = new World(1, 2);
        Snapshots.load(file, twin.simulation);
        assertThatThrownBy(twin.simulation::checkLoaded)
                .isInstanceOf(SnapshotException.class)
                .hasMessage("2 timers and agents wait in the snapshot, 0 in this machine");
    }
}
