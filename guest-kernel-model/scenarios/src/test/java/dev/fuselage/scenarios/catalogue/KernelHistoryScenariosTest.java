package dev.fuselage.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.explore.Budget;
import dev.fuselage.scenarios.explore.Explorer;
import dev.fuselage.scenarios.explore.Plan;
import dev.fuselage.scenarios.explore.Strategy;
import dev.fuselage.scenarios.outcome.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bugs of the kernel's history: each goes wrong as its commit tells, and not with its fix. */
class KernelHistoryScenariosTest {
    private static final Strategy BOUNDED = new Strategy.Bounded(Strategy.Bounded.STANDARD);
    private static final Strategy PCT = new Strategy.Pct(3, 1);

    static Stream<Arguments> scenarios() {
        return Stream.of(
                Arguments.of(new ModuleName(), BOUNDED),
                Arguments.of(new MultiQueueInit(), BOUNDED),
                Arguments.of(new SetlkwStarves(), BOUNDED),
                Arguments.of(new ReleaseInWorker(), BOUNDED),
                Arguments.of(new QueueFullBgLock(), PCT),
                Arguments.of(new StackArguments(), BOUNDED),
                Arguments.of(new NegativeSize(), BOUNDED),
                Arguments.of(new BadInodeLive(), BOUNDED));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theBuggyVariantFailsInTheWayThatIsTold(Scenario scenario, Strategy strategy) {
        Outcome outcome =
                Explorer.explore(Plan.of(scenario, Variant.BUGGY).with(strategy), count -> {});
        assertThat(outcome.met()).as("%s", outcome.counterexample()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theFixedVariantDoesNotFailInTheFirstSchedules(Scenario scenario, Strategy strategy) {
        Outcome outcome =
                Explorer.explore(
                        Plan.of(scenario, Variant.FIXED)
                                .with(strategy)
                                .with(Budget.unlimited().withSchedules(100)),
                        count -> {});
        assertThat(outcome.verdict().isFailure()).isFalse();
    }
}
