package dev.fuselage.scenarios.explore;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.Outcome;
import org.junit.jupiter.api.Test;

class ExplorerTest {
    private static final LockInversion SCENARIO = new LockInversion();

    private static Outcome explore(Plan plan) {
        return Explorer.explore(plan, count -> {});
    }

    @Test
    void aLockInversionNeedsOnePreemption() {
        Outcome outcome = explore(Plan.of(SCENARIO, Variant.BUGGY));
        assertThat(outcome.verdict()).isEqualTo(Verdict.DEADLOCK);
        assertThat(outcome.met()).isTrue();
        Counterexample found = requireNonNull(outcome.counterexample());
        assertThat(found.preemptions()).isEqualTo(1);
    }

    @Test
    void theFixedOrderIsProved() {
        for (Strategy strategy :
                new Strategy[] {new Strategy.Bounded(2), new Strategy.Exhaustive()}) {
            Outcome outcome = explore(Plan.of(SCENARIO, Variant.FIXED).with(strategy));
            assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED_EXHAUSTIVE);
            assertThat(outcome.met()).isTrue();
        }
    }
}
