package dev.fuselage.benchmarks;

import dev.fuselage.scenarios.Catalogue;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.explore.Budget;
import dev.fuselage.scenarios.explore.Explorer;
import dev.fuselage.scenarios.explore.Plan;
import dev.fuselage.scenarios.explore.Strategy;
import dev.fuselage.scenarios.outcome.Outcome;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * How many schedules of a scenario can be tried a second, through the same door as the command line
 * and without reports? An operation is a schedule: a guest that is set up, played to its end and
 * judged.
 *
 * <pre>{@code java -jar benchmarks.jar ExplorationBenchmark}</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ExplorationBenchmark extends Measured {
    private static final int SCHEDULES = 2_000;

    /** The scenario; its fixed variant is run, in which every schedule comes to its end. */
    @Param({"virtiofs/async-reply-page-lock", "fuse/abort-while-copying"})
    public String scenario = "";

    private long seed;

    @Benchmark
    @OperationsPerInvocation(SCHEDULES)
    public Outcome random() {
        return explore(new Strategy.Random(seed++));
    }

    @Benchmark
    @OperationsPerInvocation(SCHEDULES)
    public Outcome exhaustive() {
        return explore(new Strategy.Exhaustive());
    }

    private Outcome explore(Strategy strategy) {
        Plan plan =
                Plan.of(named(scenario), Variant.FIXED)
                        .with(strategy)
                        .with(Budget.unlimited().withSchedules(SCHEDULES));
        return Explorer.explore(plan, count -> {});
    }

    private static Scenario named(String name) {
        return Catalogue.scenarios().stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
