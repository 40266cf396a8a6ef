package dev.fuselage.cli.scenario;

import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.scenarios.explore.Plan;
import dev.fuselage.scenarios.explore.Shard;
import dev.fuselage.scenarios.explore.Strategy;
import dev.fuselage.scenarios.outcome.Outcome;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fuselage scenario explore}. */
@Command(
        name = "explore",
        mixinStandardHelpOptions = true,
        description =
                "Explores one scenario, by all partial orders unless told otherwise; --set grows"
                        + " it, --budget ends it.",
        footer = {
            "",
            "Exit status: 0 every expectation is met; 1 one is violated; 2 bad usage; 3"
                    + " inconclusive; 4 a schedule did not do the same again; 70 internal error."
        })
final class ExploreCommand implements Callable<Integer> {

    private final HostEnvironment host;

    @Parameters(index = "0", paramLabel = "SCENARIO", description = "Its name, as list shows it.")
    private String name = "";

    @Mixin private final SearchOptions search = new SearchOptions();

    @Mixin private final ReportOptions report = new ReportOptions();

    ExploreCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        report.check();
        List<Plan> plans =
                search.plans(List.of(Selection.one(name)), new Strategy.Exhaustive(), host);
        Shard shard = search.shard(host);
        Searches searches = new Searches(host, plans.size());
        List<Outcome> outcomes =
                searches.run(
                        plans,
                        outcome -> {
                            if (report.isTextShown()) {
                                host.print(report.text(outcome) + "\n");
                            }
                        });
        if (report.isTextShown()) {
            host.print(Verdicts.total(outcomes, shard));
        }
        report.write(host, outcomes, shard);
        return Verdicts.status(outcomes, shard, searches.hasDiverged());
    }
}
