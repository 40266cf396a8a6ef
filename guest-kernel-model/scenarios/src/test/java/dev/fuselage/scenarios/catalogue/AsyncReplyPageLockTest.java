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
import dev.fuselage.scenarios.outcome.Outcome;
import org.junit.jupiter.api.Test;

/** xfstests generic/503 with reply ends in the done work, and with work items of their own. */
class AsyncReplyPageLockTest {
    private static final long SEED = 1;
    private static final long SAMPLES = 300;
    private static final AsyncReplyPageLock SCENARIO = new AsyncReplyPageLock();

    private static Outcome explore(Plan plan) {
        return Explorer.explore(plan, count -> {});
    }

    @Test
    void theDoneWorkAndAPageLockWaitForEachOther() {
        Outcome outcome = explore(Plan.of(SCENARIO, Variant.BUGGY));
        assertThat(outcome.met()).isTrue();
        // Two tasks, the lock, the page's end of writing and the reply that brings it.
        Counterexample found = requireNonNull(outcome.counterexample());
        assertThat(found.cycle()).hasSize(5);
        assertThat(found.preemptions()).isZero();
    }

    @Test
    void aWorkItemForEachBlockingReplyIsProvedToPreventIt() {
        Plan plan = Plan.of(SCENARIO, Variant.FIXED);
        assertThat(explore(plan).verdict()).isEqualTo(Verdict.PASSED_EXHAUSTIVE);
    }

    @Test
    void itIsFoundInLargerGuestsToo() {
        Parameters larger =
                Parameters.standard(SCENARIO.parameters())
                        .with("readers", 2)
                        .with("lockers", 1)
                        .with("flushers", 1)
                        .with("pages", 2)
                        .with("vcpus", 2)
                        .with("workers", 2);
        Plan plan =
                Plan.of(SCENARIO, Variant.BUGGY)
                        .with(larger)
                        .with(new Strategy.Weighted(SEED))
                        .with(Budget.unlimited().withSchedules(SAMPLES));
        assertThat(explore(plan).verdict()).isEqualTo(Verdict.DEADLOCK);
    }

    @Test
    void thePageOfAWriteThatIsYetToBeSentIsNotTakenForStuck() {
        // Another task writes the page back on another CPU, and has not come to sending it.
        Parameters sizes =
                Parameters.standard(SCENARIO.parameters()).with("flushers", 1).with("vcpus", 2);
        Plan plan =
                Plan.of(SCENARIO, Variant.FIXED)
                        .with(sizes)
                        .with(new Strategy.Random(SEED))
                        .with(Budget.unlimited().withSchedules(3_000));
        assertThat(explore(plan).verdict()).isEqualTo(Verdict.PASSED_SAMPLED);
    }
}
