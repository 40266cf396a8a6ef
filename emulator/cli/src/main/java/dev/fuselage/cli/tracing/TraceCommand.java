package dev.fuselage.cli.tracing;

import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.UsageError;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fuselage trace}: its subcommands do the work. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = "Sums up and compares recorded FUSE traces.",
        synopsisSubcommandLabel = "COMMAND")
public final class TraceCommand implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    private TraceCommand() {}

    /** The command with its subcommands. */
    public static CommandLine of(HostEnvironment host) {
        return new CommandLine(new TraceCommand())
                .addSubcommand("summary", new SummaryCommand(host))
                .addSubcommand("diff", new DiffCommand(host));
    }

    @Override
    public void run() {
        CommandSpec self = Objects.requireNonNull(spec);
        throw new UsageError(
                "trace: a command is missing: write one of "
                        + String.join(", ", self.subcommands().keySet()));
    }
}
