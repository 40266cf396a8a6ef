package dev.fuselage.cli.tracing;

import dev.fuselage.cli.ExitStatus;
import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.trace.TraceComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fuselage trace diff}. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Compares .trace or .result files, or two folders of them.",
        footer = {
            "",
            "Overlap marks, comments, sizes and link counts of directories, which names a directory"
                    + " reply holds, and the numbers of nodes and handles do not count.",
            "",
            "Exit status: 0 equal; 1 different; 125 bad usage."
        })
final class DiffCommand implements Callable<Integer> {

    private static final int DIFFERENT = 1;

    private final HostEnvironment host;

    @Parameters(
            index = "0",
            paramLabel = "EXPECTED",
            description = "A recording, or a folder of recordings.")
    private String expected = "";

    @Parameters(index = "1", paramLabel = "ACTUAL", description = "What is compared with it.")
    private String actual = "";

    DiffCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        Path want = existing(expected);
        Path have = existing(actual);
        if (Files.isDirectory(want) != Files.isDirectory(have)) {
            throw new UsageError(
                    "trace diff: one of "
                            + expected
                            + " and "
                            + actual
                            + " is a folder, one is not");
        }
        try {
            TraceComparison comparison = TraceComparison.of(want, have);
            comparison.differences().forEach(text -> host.print(text.stripTrailing() + "\n"));
            host.print(comparison.equal() + " of " + comparison.compared() + " equal\n");
            return comparison.isEqual() ? ExitStatus.OK : DIFFERENT;
        } catch (IOException e) {
            throw new UsageError("trace diff: cannot be read as text: " + e.getMessage());
        }
    }

    private static Path existing(String text) {
        try {
            Path path = Path.of(text);
            if (Files.exists(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new UsageError(text + ": is no path");
        }
        throw new UsageError(text + ": no such file or folder");
    }
}
