package dev.fuselage.cli.run;

import dev.fuselage.cli.AttachedValue;
import dev.fuselage.cli.ExitStatus;
import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.Nearest;
import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.report.Recording;
import dev.fuselage.cli.report.RunStatistics;
import dev.fuselage.cli.session.Assembly;
import dev.fuselage.cli.session.AssemblySpec;
import dev.fuselage.cli.session.ByteText;
import dev.fuselage.cli.session.CommandCheck;
import dev.fuselage.cli.session.HangException;
import dev.fuselage.cli.session.Session;
import dev.fuselage.cli.session.Streams;
import dev.fuselage.kernel.program.shell.CommandList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fuselage run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Starts guests and runs commands in them.",
        footer = {
            "",
            "Without -c and SCRIPT commands come from the terminal or from standard input.",
            "Guest commands are those of Linux: mount, ls, cat, cp, dd, find, ...; help lists"
                    + " them.",
            "@N COMMAND runs in guest N. host COMMAND changes a share from the host's side.",
            "info tasks|locks|queues|pages|dax|requests|pci|counters shows the inside; sysrq w says"
                    + " who waits for what.",
            "",
            "Exit status: that of the last command; 125 bad usage; 126 a guest hangs; 70 internal"
                    + " error."
        })
public final class RunCommand implements Callable<Integer> {

    private static final List<String> STATS_FORMS = List.of("text", "json");

    private final HostEnvironment host;

    @Mixin private final MachineOptions machine = new MachineOptions();

    @Option(names = "-c", paramLabel = "COMMANDS", description = "Runs these commands and ends.")
    private @Nullable String commands;

    @Option(
            names = "--stats",
            arity = "0..1",
            fallbackValue = "text",
            preprocessor = AttachedValue.class,
            paramLabel = "json",
            description = "Prints at the end what the run cost.")
    private @Nullable String stats;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Writes one JSON object a line for each FUSE request.")
    private @Nullable String trace;

    @Option(
            names = "--timeline",
            paramLabel = "FILE",
            description = "Writes a timeline that opens in Perfetto (ui.perfetto.dev).")
    private @Nullable String timeline;

    @Parameters(arity = "0..1", paramLabel = "SCRIPT", description = "A file with commands.")
    private @Nullable String script;

    public RunCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (stats != null && !STATS_FORMS.contains(stats)) {
            throw new UsageError(
                    "--stats: unknown form '" + stats + "'" + Nearest.hint(stats, STATS_FORMS));
        }
        boolean interactive = commands == null && script == null && host.terminal().getAsBoolean();
        CommandList list = interactive ? null : commands();
        AssemblySpec spec = machine.spec();
        try (Assembly assembly = Assembly.build(spec);
                Recording _ = Recording.start(assembly, trace, timeline)) {
            RunStatistics statistics = stats == null ? null : new RunStatistics(assembly);
            assembly.boot();
            int status = list == null ? InteractiveShell.run(host, assembly) : run(assembly, list);
            if (statistics != null) {
                host.print("json".equals(stats) ? statistics.json() : statistics.text());
            }
            return status;
        }
    }

    private int run(Assembly assembly, CommandList list) {
        Streams streams = new Streams(host.out(), host.err());
        Session session = new Session(assembly, streams, null);
        try {
            return session.run(list);
        } catch (HangException e) {
            host.complain(e.report());
            return ExitStatus.HANG;
        } finally {
            streams.flush();
        }
    }

    private CommandList commands() {
        if (commands != null && script != null) {
            throw new UsageError("-c: both commands and a script (" + script + ") are given");
        }
        int guests = machine.guests();
        if (commands != null) {
            return CommandCheck.parse("-c", ByteText.encode(commands), guests);
        }
        String file = script;
        if (file == null) {
            return CommandCheck.parse("standard input", ByteText.of(input()), guests);
        }
        return CommandCheck.parse(file, ByteText.of(content(file)), guests);
    }

    private byte[] input() {
        try {
            return host.in().readAllBytes();
        } catch (IOException e) {
            throw new UsageError("standard input: cannot be read");
        }
    }

    private static byte[] content(String file) {
        try {
            Path path = Path.of(file);
            if (!Files.exists(path)) {
                throw new UsageError(file + ": no such script");
            }
            if (Files.isDirectory(path)) {
                throw new UsageError(file + ": is a directory, not a script");
            }
            return Files.readAllBytes(path);
        } catch (IOException | InvalidPathException e) {
            throw new UsageError(file + ": cannot be read");
        }
    }
}
