package dev.fuselage.cli.tracing;

import dev.fuselage.cli.ExitStatus;
import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.Nearest;
import dev.fuselage.cli.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fuselage trace summary}. */
@Command(
        name = "summary",
        mixinStandardHelpOptions = true,
        description = "Counts the requests of a trace.")
final class SummaryCommand implements Callable<Integer> {

    private static final List<String> FORMATS = List.of("table", "json");

    private final HostEnvironment host;

    @Parameters(
            paramLabel = "FILE",
            description = "What run --trace wrote, or a .trace of workload.")
    private String file = "";

    @Option(names = "--format", paramLabel = "FORM", description = "table or json (table).")
    private String format = "table";

    SummaryCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (!FORMATS.contains(format)) {
            throw new UsageError(
                    "--format: unknown value '" + format + "'" + Nearest.hint(format, FORMATS));
        }
        List<String> lines = lines();
        boolean json = format.equals("json");
        if (!lines.isEmpty() && !lines.getFirst().startsWith("{")) {
            RecordingSummary summary = new RecordingSummary();
            add(lines, summary::add);
            host.print(json ? summary.json() : summary.table());
        } else {
            TraceSummary summary = new TraceSummary();
            add(lines, summary::add);
            host.print(json ? summary.json() : summary.table());
        }
        return ExitStatus.OK;
    }

    private void add(List<String> lines, Consumer<String> summary) {
        int number = 0;
        for (String line : lines) {
            number++;
            try {
                summary.accept(line);
            } catch (IllegalArgumentException e) {
                throw new UsageError(
                        file + ": line " + number + ": not a line of a trace: " + e.getMessage());
            }
        }
    }

    private List<String> lines() {
        try {
            Path path = Path.of(file);
            if (!Files.exists(path)) {
                throw new UsageError(file + ": no such file");
            }
            if (Files.isDirectory(path)) {
                throw new UsageError(file + ": is a directory, not a trace");
            }
            return Files.readAllLines(path);
        } catch (IOException | InvalidPathException e) {
            throw new UsageError(file + ": cannot be read as text");
        }
    }
}
