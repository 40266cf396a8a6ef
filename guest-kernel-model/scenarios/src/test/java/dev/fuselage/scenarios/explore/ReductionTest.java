package dev.fuselage.scenarios.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fuselage.scenarios.Catalogue;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.Often;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.catalogue.DeadServer;
import dev.fuselage.scenarios.catalogue.NegativeSize;
import dev.fuselage.scenarios.catalogue.StackArguments;
import dev.fuselage.scenarios.example.TwoMutexes;
import dev.fuselage.scenarios.explore.GuestRun.End;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reductions leave out is compared with going through every schedule there is. */
class ReductionTest {
    private static final long REDUCED_EFFORT = 1_000_000;

    private static final TwoMutexes SCENARIO = new TwoMutexes();

    /** Every schedule, by brute force: the odometer of all choices. */
    private static final class EverySchedule implements Chooser {
        private final List<int[]> odometer = new ArrayList<>();
        private int depth;

        void begin() {
            depth = 0;
        }

        @Override
        public int next(Course course) {
            return choose(course, course.offers());
        }

        @Override
        public int choose(Course course, int count) {
            if (depth == odometer.size()) {
                odometer.add(new int[] {0, count});
            }
            return odometer.get(depth++)[0];
        }

        boolean advance() {
            while (!odometer.isEmpty()) {
                int[] last = odometer.getLast();
                if (++last[0] < last[1]) {
                    return true;
                }
                odometer.removeLast();
            }
            return false;
        }
    }

    private static Set<String> ends(Plan plan, boolean reduced) {
        Set<String> ends = new TreeSet<>();
        try (Runs runs = new Runs(plan, count -> {}, () -> 0)) {
            Witness witness = new Witness(runs);
            SearchMethod.Judge collect =
                    end -> {
                        if (end != End.ABANDONED) {
                            ends.add(end + " " + witness.signature(end));
                        }
                        return false;
                    };
            if (reduced) {
                new DporSearch(runs).search(collect);
            } else {
                EverySchedule all = new EverySchedule();
                do {
                    all.begin();
                    collect.isDecided(runs.run(all));
                } while (all.advance());
            }
            ends.add("distinct " + runs.distinct());
        }
        return ends;
    }

    @Test
    void partialOrderReductionReachesEveryEndAndEveryOrderOfDependentSteps() {
        for (Variant variant : Variant.values()) {
            for (int rounds = 1; rounds <= 2; rounds++) {
                Plan plan =
                        Plan.of(SCENARIO, variant)
                                .with(
                                        Parameters.standard(SCENARIO.parameters())
                                                .with("rounds", rounds))
                                .with(new Expectation(What.DEADLOCK, Often.ALWAYS, null));
                assertThat(ends(plan, true))
                        .as("%s, %d rounds", variant, rounds)
                        .isEqualTo(ends(plan, false));
            }
        }
    }

    static Stream<Scenario> scenarios() {
        return Catalogue.scenarios().stream();
    }

    /** Orders of dependent steps that a search goes through, each by its hash. */
    private static Set<Long> orders(Scenario scenario, Function<Runs, SearchMethod> method) {
        Set<Long> orders = new HashSet<>();
        try (Runs runs = new Runs(Plan.of(scenario, Variant.FIXED), count -> {}, () -> 0)) {
            SearchMethod.Result result =
                    method.apply(runs)
                            .search(end -> {
                                if (end != End.ABANDONED) {
                                    orders.add(runs.course().fingerprint());
                                }
                                return false;
                            });
            return result == SearchMethod.Result.OUT_OF_BUDGET ? Set.of() : orders;
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void noScheduleByChanceHasAnOrderThatPartialOrderReductionLeavesOut(Scenario scenario) {
        Set<Long> all = orders(scenario, runs -> new DporSearch(runs, REDUCED_EFFORT));
        assumeThat(all).as("it completes soon").isNotEmpty();
        assertThat(all)
                .containsAll(
                        orders(
                                scenario,
                                runs ->
                                        new SamplingSearch(
                                                runs, 1, new RandomSampler(false), 500)));
    }

    @ParameterizedTest
    @ValueSource(classes = {StackArguments.class, NegativeSize.class, DeadServer.class})
    void partialOrdersAreThoseOfAllSchedulesWithAnyNumberOfPreemptions(
            Class<? extends Scenario> type) throws ReflectiveOperationException {
        Scenario scenario = type.getDeclaredConstructor().newInstance();
        assertThat(orders(scenario, DporSearch::new))
                .isEqualTo(orders(scenario, runs -> new BoundedSearch(runs, 1_000)));
    }
}
