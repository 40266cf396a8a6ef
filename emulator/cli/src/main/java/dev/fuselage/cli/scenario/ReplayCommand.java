package dev.fuselage.cli.scenario;

import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.UsageError;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.explore.Plan;
import dev.fuselage.scenarios.explore.ReplayToken;
import dev.fuselage.scenarios.explore.Shard;
import dev.fuselage.scenarios.explore.Strategy;
import dev.fuselage.scenarios.outcome.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fuselage scenario replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Plays schedules again that reports name by tokens.",
        footer = {
            "",
            "Exit status: 0 each ends as its scenario expects; 1 one does not; 2 no token; 4 a"
                    + " schedule cannot be played, since the model has changed; 70 internal error."
        })
final class ReplayCommand implements Callable<Integer> {

    private final HostEnvironment host;

    @Parameters(
            arity = "1..*",
            paramLabel = "TOKEN",
            description = "A token (dl1:...), or a file with one a line; # begins a comment.")
    private List<String> words = List.of();

    @Mixin private final ReportOptions report = new ReportOptions();

    ReplayCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        report.check();
        List<Plan> plans = new ArrayList<>();
        for (String word : words) {
            Path file = file(word);
            if (file == null) {
                plans.add(plan(word, word));
            } else {
                plans.addAll(plans(word, file));
            }
        }
        Searches searches = new Searches(host, 1);
        List<Outcome> outcomes =
                searches.run(
                        plans,
                        outcome -> {
                            if (report.isTextShown()) {
                                host.print(report.text(outcome));
                            }
                        });
        report.write(host, outcomes, Shard.WHOLE);
        return Verdicts.status(outcomes, Shard.WHOLE, searches.hasDiverged());
    }

    /** The file of that name; null when it is a token. */
    private static @Nullable Path file(String word) {
        try {
            Path path = Path.of(word);
            return Files.isRegularFile(path) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static List<Plan> plans(String name, Path file) {
        try {
            List<Plan> plans = new ArrayList<>();
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String token = lines.get(i).replaceFirst("#.*", "").strip();
                if (!token.isEmpty()) {
                    plans.add(plan(name + ":" + (i + 1), token));
                }
            }
            return plans;
        } catch (IOException e) {
            throw new UsageError(name + ": cannot be read as text");
        }
    }

    private static Plan plan(String where, String text) {
        ReplayToken token;
        try {
            token = ReplayToken.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageError(where + ": " + e.getMessage());
        }
        Scenario scenario = Selection.one(token.scenario());
        Sizes sizes = Sizes.of(where, token.parameters(), List.of(scenario));
        return Plan.of(scenario, token.variant())
                .with(sizes.of(scenario))
                .with(new Strategy.Replay(token));
    }
}
