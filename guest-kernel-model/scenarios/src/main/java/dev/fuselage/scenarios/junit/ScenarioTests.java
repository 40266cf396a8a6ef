package dev.fuselage.scenarios.junit;

import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.explore.Explorer;
import dev.fuselage.scenarios.explore.Plan;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.report.TextReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Whole scenarios as tests, for a {@code @TestFactory}. */
public final class ScenarioTests {
    private ScenarioTests() {}

    /** A test for each variant: that what is expected comes of the standard search. */
    public static Stream<DynamicTest> of(List<Scenario> scenarios) {
        return of(scenarios, plan -> plan);
    }

    /**
     * The same with another search.
     *
     * @param change for instance {@code plan -> plan.with(new Strategy.Exhaustive())}
     */
    public static Stream<DynamicTest> of(List<Scenario> scenarios, UnaryOperator<Plan> change) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            for (Variant variant : Variant.values()) {
                String name =
                        "%s %s: %s"
                                .formatted(
                                        scenario.name(),
                                        variant.word(),
                                        scenario.expectation(variant).words());
                Plan plan = change.apply(Plan.of(scenario, variant));
                tests.add(DynamicTest.dynamicTest(name, () -> check(plan)));
            }
        }
        return tests.stream();
    }

    private static void check(Plan plan) {
        Outcome outcome = Explorer.explore(plan, schedules -> {});
        if (!outcome.met()) {
            throw new AssertionError("\n" + TextReport.of(outcome, false));
        }
    }
}
