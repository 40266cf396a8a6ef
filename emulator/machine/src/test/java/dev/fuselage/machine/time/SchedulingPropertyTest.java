package dev.fuselage.machine.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.cost.CostProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Agents and timers that act at random, against an oracle that keeps everything due in a plain list
 * and sorts it each time.
 */
final class SchedulingPropertyTest {
    private static final int STEPS = 20_000;
    private static final int AGENTS = 6;
    private static final long NEVER = Long.MAX_VALUE;

    /** What is due, in the oracle's book. Timers have kind 0, agents kind 1. */
    private record Due(long time, int kind, long order, Object who) {}

    private static final class World {
        final SplittableRandom random;
        final String context;
        final Simulation simulation = new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
        final List<Due> book = new ArrayList<>();
        final List<Agent> agents = new ArrayList<>();
        final List<Timer> timers = new ArrayList<>();
        final StringBuilder log = new StringBuilder();
        long scheduled;
        int steps;
        int running = -1;

        /** Per agent: the wake-up still to come, and whether it runs on without one. */
        final long[] wakes = new long[AGENTS];

        /** What is asked for in a slice behind a wake-up that is due. */
        final long[] later = new long[AGENTS];

        final boolean[] ready = new boolean[AGENTS];

        World(long seed) {
            random = new SplittableRandom(seed);
            context = "seed " + seed;
            Arrays.fill(wakes, NEVER);
            Arrays.fill(later, NEVER);
            for (int i = 0; i < AGENTS; i++) {
                agents.add(new ScriptedAgent(simulation, "agent" + i, this::slice));
            }
            for (int i = 0; i < 12; i++) {
                timers.add(new ScriptedTimer("timer" + i, this::expired));
            }
        }

        Due take(Object who) {
            book.sort(
                    Comparator.comparingLong(Due::time)
                            .thenComparingInt(Due::kind)
                            .thenComparingLong(Due::order));
            Due first = book.removeFirst();
            assertThat(who).as("%s, step %d: what runs", context, steps).isEqualTo(first.who);
            assertThat(simulation.now()).as("%s: its time", context).isEqualTo(first.time);
            log.append(first.who).append('\n');
            steps++;
            return first;
        }

        void expired(Timer timer) {
            take(timer);
            act();
        }

        void slice(ScriptedAgent agent) {
            int index = agents.indexOf(agent);
            running = index;
            take(agent);
            forgetSeen(index, agent.now());
            ready[index] = true;
            for (int i = random.nextInt(4); i >= 0; i--) {
                agent.pass(random.nextInt(50));
                act();
                boolean overtaken = book.stream().anyMatch(due -> comesBefore(due, agent));
                assertThat(agent.isOvertaken()).as(context).isEqualTo(overtaken);
            }
            if (random.nextInt(3) == 0) {
                agent.park();
                forgetSeen(index, agent.now());
                if (later[index] > agent.now()) {
                    wakes[index] = Math.min(wakes[index], later[index]);
                }
                later[index] = NEVER;
                ready[index] = false;
                if (random.nextInt(4) == 0) {
                    wake(index, agent.now() + random.nextInt(30));
                }
            }
            running = -1;
            later[index] = NEVER;
            if (ready[index]) {
                book.add(new Due(agent.now(), 1, index, agent));
            } else if (wakes[index] != NEVER) {
                book.add(new Due(wakes[index], 1, index, agent));
            }
        }

        private void forgetSeen(int index, long now) {
            if (wakes[index] <= now) {
                wakes[index] = NEVER;
            }
        }

        private boolean comesBefore(Due due, Agent agent) {
            boolean tie =
                    due.time == agent.now() && (due.kind == 0 || due.order < agents.indexOf(agent));
            return due.time < agent.now() || tie;
        }

        /** One random thing an agent or timer may do to others. */
        void act() {
            long time = simulation.now() + random.nextInt(-20, 200);
            Timer timer = timers.get(random.nextInt(timers.size()));
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    simulation.schedule(timer, time);
                    book.removeIf(due -> due.who.equals(timer));
                    book.add(new Due(Math.max(time, simulation.now()), 0, scheduled++, timer));
                }
                case 2 -> {
                    simulation.cancel(timer);
                    book.removeIf(due -> due.who.equals(timer));
                }
                default -> wake(random.nextInt(agents.size()), time);
            }
        }

        /** Wakes any agent: parked, asleep, ready or running. */
        void wake(int index, long time) {
            Agent agent = agents.get(index);
            long at = Math.max(Math.max(time, agent.now()), simulation.now());
            agent.wakeAt(time);
            if (index == running && wakes[index] <= agent.now() && at > agent.now()) {
                later[index] = Math.min(later[index], at);
            } else if (at < wakes[index]) {
                wakes[index] = at;
                if (index != running && !ready[index]) {
                    book.removeIf(due -> due.who.equals(agent));
                    book.add(new Due(at, 1, index, agent));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsSmallestByTimeKindAndOrderAlwaysRunsNext(long seed) {
        World world = new World(seed);
        while (world.steps < STEPS) {
            world.wake(0, world.simulation.now());
            world.simulation.run(() -> world.steps >= STEPS);
        }
        assertThat(world.steps).isGreaterThanOrEqualTo(STEPS);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void sameSeedGivesTheSameRun(long seed) {
        World one = new World(seed);
        World two = new World(seed);
        for (World world : List.of(one, two)) {
            for (int i = 0; i < AGENTS; i++) {
                world.wake(i, 0);
            }
            world.simulation.run(() -> world.steps >= STEPS);
        }
        assertThat(one.log.toString()).isNotEmpty().isEqualTo(two.log.toString());
        assertThat(one.simulation.now()).isEqualTo(two.simulation.now());
    }
}
