package dev.fuselage.scenarios.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.time.SimulationRandom;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.catalogue.SetlkwStarves;
import dev.fuselage.scenarios.explore.GuestRun.End;
import dev.fuselage.scenarios.outcome.CycleNode;
import dev.fuselage.scenarios.outcome.CycleNode.HostNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A run ends at the step that closes a circle, whoever takes it. */
class ClosingStepTest {
    private static final int SEEDS = 60;

    /** Waiters that are not in the circle could go on for long after it. */
    @Test
    void aCircleThroughTheServerIsClosedByATaskOrByTheServer() {
        SetlkwStarves scenario = new SetlkwStarves();
        Parameters sizes = Parameters.standard(scenario.parameters()).with("waiters", 3);
        Plan plan = Plan.of(scenario, Variant.BUGGY).with(sizes);
        Set<String> closers = new TreeSet<>();
        try (Runs runs = new Runs(plan, count -> {}, () -> 0)) {
            RandomSampler random = new RandomSampler(false);
            for (long seed = 1; seed <= SEEDS; seed++) {
                random.begin(new SimulationRandom(seed));
                if (runs.run(random) != End.DEADLOCK) {
                    continue;
                }
                List<CycleNode> cycle = runs.guest().blockage(Blockage.History.NONE).cycle();
                String last = runs.course().actorName(runs.course().lastActor());
                List<CycleNode> closer =
                        cycle.stream().filter(node -> node.name().equals(last)).toList();
                assertThat(closer).as("seed %d: %s closes %s", seed, last, cycle).hasSize(1);
                closers.add(closer.getFirst() instanceof HostNode ? "server" : "task");
            }
        }
        assertThat(closers).containsExactly("server", "task");
    }
}
