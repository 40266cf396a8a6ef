package dev.fuselage.cli.scenario;

import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.Quantities;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.explore.Plan;
import dev.fuselage.scenarios.explore.Shard;
import dev.fuselage.scenarios.explore.Strategy;
import dev.fuselage.scenarios.outcome.Outcome;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fuselage scenario run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs scenarios and compares what comes of them with what has to.",
        footer = {
            "",
            "One scenario gets its whole report; of several, those that violate their expectation.",
            "",
            "Exit status: 0 every expectation is met; 1 one is violated; 2 bad usage; 3"
                    + " inconclusive; 4 a schedule did not do the same again; 70 internal error."
        })
final class ScenarioRunCommand implements Callable<Integer> {

    private static final int MOST_JOBS = 1024;

    private final HostEnvironment host;

    @Parameters(
            arity = "0..*",
            paramLabel = "GLOB",
            description = "Names or globs, as fuse/* (all scenarios).")
    private List<String> globs = List.of();

    @Mixin private final SearchOptions search = new SearchOptions();

    @Mixin private final ReportOptions report = new ReportOptions();

    @Option(names = "--full", description = "Text shows the whole report of every scenario.")
    private boolean full;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Searches at a time (one for each processor).")
    private @Nullable String jobs;

    ScenarioRunCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        report.check();
        List<Scenario> scenarios = Selection.of(globs);
        Strategy standard = new Strategy.Standard();
        List<Plan> plans = search.plans(scenarios, standard, host);
        Shard shard = search.shard(host);
        boolean whole = full || scenarios.size() == 1;
        int atOnce =
                jobs == null
                        ? Runtime.getRuntime().availableProcessors()
                        : Quantities.count("--jobs", jobs, 1, MOST_JOBS);
        Searches searches = new Searches(host, atOnce);
        List<Outcome> outcomes = searches.run(plans, outcome -> tell(outcome, shard, whole));
        if (report.isTextShown()) {
            if (!whole) {
                outcomes.stream()
                        .filter(outcome -> Verdicts.isToBeShown(outcome, shard))
                        .forEach(outcome -> host.print("\n" + report.text(outcome)));
                host.print("\n");
            }
            host.print(Verdicts.total(outcomes, shard));
        }
        report.write(host, outcomes, shard);
        return Verdicts.status(outcomes, shard, searches.hasDiverged());
    }

    private void tell(Outcome outcome, Shard shard, boolean whole) {
        if (report.isTextShown()) {
            host.print(whole ? report.text(outcome) + "\n" : Verdicts.line(outcome, shard));
            host.flush();
        }
    }
}
