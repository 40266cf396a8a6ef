package dev.fuselage.cli.scenario;

import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.UsageError;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fuselage scenario}: its subcommands do the work. */
@Command(
        name = "scenario",
        mixinStandardHelpOptions = true,
        description =
                "Explores deadlock scenarios: finds them, explains them, proves their absence.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit status: 0 every expectation is met; 1 one is violated, also when a buggy variant"
                    + " does not go wrong; 2 bad usage; 3 inconclusive: a budget ended the search;"
                    + " 4 a schedule did not do the same again; 70 internal error."
        })
public final class ScenarioCommand implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    private ScenarioCommand() {}

    /** The command with its subcommands. */
    public static CommandLine of(HostEnvironment host) {
        return new CommandLine(new ScenarioCommand())
                .addSubcommand("list", new ListCommand(host))
                .addSubcommand("show", new ShowCommand(host))
                .addSubcommand("run", new ScenarioRunCommand(host))
                .addSubcommand("explore", new ExploreCommand(host))
                .addSubcommand("replay", new ReplayCommand(host))
                .addSubcommand("merge", new MergeCommand(host))
                .addSubcommand("ci", new CiCommand(host));
    }

    @Override
    public void run() {
        CommandSpec self = Objects.requireNonNull(spec);
        throw new UsageError(
                "scenario: a command is missing: write one of "
                        + String.join(", ", self.subcommands().keySet()));
    }
}
