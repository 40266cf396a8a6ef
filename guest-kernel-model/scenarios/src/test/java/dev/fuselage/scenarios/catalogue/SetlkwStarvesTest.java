package dev.fuselage.scenarios.catalogue;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.explore.Budget;
import dev.fuselage.scenarios.explore.Explorer;
import dev.fuselage.scenarios.explore.Plan;
import dev.fuselage.scenarios.explore.Strategy;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.CycleNode.EventNode;
import dev.fuselage.scenarios.outcome.CycleNode.HostNode;
import dev.fuselage.scenarios.outcome.CycleNode.LockNode;
import dev.fuselage.scenarios.outcome.CycleNode.TaskNode;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.ScheduleStep;
import org.junit.jupiter.api.Test;

/** The circle that runs through the server: found, told with the server in it, and not imagined. */
class SetlkwStarvesTest {
    private static final SetlkwStarves SCENARIO = new SetlkwStarves();

    private static Outcome explore(Plan plan) {
        return Explorer.explore(plan, count -> {});
    }

    private static Parameters sizes(int waiters, int workers) {
        return Parameters.standard(SCENARIO.parameters())
                .with("waiters", waiters)
                .with("workers", workers);
    }

    private static Counterexample found(int waiters, int workers) {
        Outcome outcome = explore(Plan.of(SCENARIO, Variant.BUGGY).with(sizes(waiters, workers)));
        assertThat(outcome.met()).as("%s", outcome.counterexample()).isTrue();
        return requireNonNull(outcome.counterexample());
    }

    @Test
    void theServersWorkerIsANodeOfTheCircle() {
        Counterexample found = found(1, 1);
        assertThat(found.cycle())
                .hasExactlyElementsOfTypes(
                        TaskNode.class, EventNode.class, HostNode.class, LockNode.class);
        TaskNode holder = (TaskNode) found.cycle().get(0);
        EventNode unlock = (EventNode) found.cycle().get(1);
        HostNode worker = (HostNode) found.cycle().get(2);
        LockNode lock = (LockNode) found.cycle().get(3);
        assertThat(unlock.subject()).startsWith("FUSE_SETLKW #");
        assertThat(unlock.deliverers()).containsExactly(worker.name());
        assertThat(worker.serves()).startsWith("FUSE_SETLKW #").isNotEqualTo(unlock.subject());
        assertThat(worker.waitsFor()).isEqualTo(lock.name());
        assertThat(lock.kind()).isEqualTo("flock lock");
        assertThat(lock.holders()).containsExactly(holder.name());
        // The request that the worker serves was taken from the ring, the unlock was not.
        assertThat(unlock.location()).matches("virtqueue requests\\.0 avail\\[\\d+]");
    }

    @Test
    void itIsToldAtTheStepThatClosesTheCircle() {
        Counterexample found = found(1, 1);
        ScheduleStep last = found.schedule().getLast();
        TaskNode holder = (TaskNode) found.cycle().getFirst();
        assertThat(last.actorName()).isEqualTo(holder.name());
        assertThat(last.operations()).containsExactly("wait for " + holder.waitsFor());
        assertThat(holder.sinceStep()).isEqualTo(last.number());
    }

    @Test
    void allWorkersHaveToWaitForTheCircleToClose() {
        assertThat(found(2, 2).cycle()).hasAtLeastOneElementOfType(HostNode.class);
    }

    @Test
    void aWorkerThatIsLeftServesTheUnlock() {
        Outcome outcome =
                explore(
                        Plan.of(SCENARIO, Variant.BUGGY)
                                .with(sizes(1, 2))
                                .with(new Strategy.Random(1))
                                .with(Budget.unlimited().withSchedules(300)));
        assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED_SAMPLED);
    }
}
