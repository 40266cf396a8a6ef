package dev.fuselage.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.scenarios.Catalogue;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.explore.Explorer;
import dev.fuselage.scenarios.explore.Plan;
import dev.fuselage.scenarios.outcome.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bugs of the kernel's history: each goes wrong as its source tells, and not at all with its fix.
 */
class KernelHistoryScenariosTest {
    static Stream<Scenario> scenarios() {
        return Catalogue.scenarios().stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theBuggyVariantFailsInTheWayThatIsTold(Scenario scenario) {
        Outcome outcome = Explorer.explore(Plan.of(scenario, Variant.BUGGY), count -> {});
        assertThat(outcome.met()).as("%s", outcome.counterexample()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theFixedVariantIsProved(Scenario scenario) {
        Outcome outcome = Explorer.explore(Plan.of(scenario, Variant.FIXED), count -> {});
        assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED_EXHAUSTIVE);
        assertThat(outcome.search().preemptionBound())
                .as("no bound on preemptions, or that of the standard search")
                .isIn(-1, 2);
    }
}
