package dev.fuselage.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.explore.Explorer;
import dev.fuselage.scenarios.explore.Plan;
import dev.fuselage.scenarios.explore.Strategy;
import dev.fuselage.scenarios.outcome.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bugs of fuse.rst: each goes wrong as it is told there, and not at all with its fix. */
class FuseDeviceScenariosTest {
    static Stream<Scenario> scenarios() {
        return Stream.of(
                new CallbackSelf(),
                new KamikazeFault(),
                new AbortWhileCopying(),
                new InterruptRace());
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
        Outcome outcome =
                Explorer.explore(
                        Plan.of(scenario, Variant.FIXED).with(new Strategy.Exhaustive()),
                        count -> {});
        assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED_EXHAUSTIVE);
    }
}
