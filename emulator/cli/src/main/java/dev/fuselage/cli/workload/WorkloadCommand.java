package dev.fuselage.cli.workload;

import dev.fuselage.cli.ExitStatus;
import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.session.HangException;
import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.kernel.program.workload.WorkloadScript;
import dev.fuselage.kernel.program.workload.WorkloadSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fuselage workload}. */
@Command(
        name = "workload",
        mixinStandardHelpOptions = true,
        description = "Runs system-call scripts in a guest; writes their requests and results.",
        footer = {
            "",
            "Modes: none, auto, always, metadata (cache policies), autox, nonex, alwaysx (with"
                    + " extended attributes), autokp2 (FUSE_HANDLE_KILLPRIV_V2),"
                    + " nonemmap (none that allows shared mappings).",
            "",
            "Exit status: 0; 125 bad usage; 126 the guest hangs; 70 internal error."
        })
public final class WorkloadCommand implements Callable<Integer> {
    private static final String SUFFIX = ".wl";

    private final HostEnvironment host;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE.wl",
            description = "Scripts, one raw system call a line.")
    private List<String> files = List.of();

    @Option(
            names = "--mode",
            split = ",",
            paramLabel = "MODE",
            description = "How the share is served; several joined by commas (auto).")
    private List<String> modes = List.of("auto");

    @Option(
            names = "--source",
            paramLabel = "DIR|mem:",
            description =
                    "The share: an empty directory, or an in-memory file system. A run of several"
                            + " makes a directory for each in it. (a fresh temporary directory)")
    private @Nullable String source;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where NAME.MODE.trace and NAME.MODE.result go (standard output).")
    private @Nullable String output;

    public WorkloadCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        List<WorkloadMode> chosen = modes.stream().map(WorkloadMode::of).toList();
        List<WorkloadScript> scripts = new ArrayList<>();
        for (String file : files) {
            scripts.add(read(file));
        }
        boolean several = scripts.size() * chosen.size() > 1;
        for (WorkloadScript script : scripts) {
            for (WorkloadMode mode : chosen) {
                String name = script.name() + "." + mode.text();
                try {
                    write(name, run(script, mode, name, several));
                } catch (HangException e) {
                    host.complain(name + ": " + e.report());
                    return ExitStatus.HANG;
                }
            }
        }
        return ExitStatus.OK;
    }

    private static WorkloadScript read(String file) {
        Path path = path(file);
        String name = String.valueOf(path.getFileName());
        if (!name.endsWith(SUFFIX)) {
            throw new UsageError(file + ": the name of a workload ends in " + SUFFIX);
        }
        try {
            List<String> lines = Files.readAllLines(path, StandardCharsets.UTF_8);
            String bare = name.substring(0, name.length() - SUFFIX.length());
            return WorkloadScript.parse(bare, lines);
        } catch (WorkloadSyntaxException e) {
            throw new UsageError(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            String why = Files.exists(path) ? ": cannot be read as text" : ": no such file";
            throw new UsageError(file + why);
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageError(text + ": is no path");
        }
    }

    private WorkloadRecording run(
            WorkloadScript script, WorkloadMode mode, String name, boolean several)
            throws HangException {
        String given = source;
        if (given == null) {
            return inFreshDirectory(script, mode);
        }
        if (given.equals(ShareSpec.IN_MEMORY) || !several) {
            return WorkloadRun.run(script, mode, given);
        }
        try {
            Path own = Files.createDirectory(path(given).resolve(name));
            return WorkloadRun.run(script, mode, own.toString());
        } catch (IOException e) {
            throw new UsageError("--source: " + given + ": cannot make a directory " + name);
        }
    }

    private static WorkloadRecording inFreshDirectory(WorkloadScript script, WorkloadMode mode)
            throws HangException {
        try (FreshDirectory directory = FreshDirectory.make()) {
            return WorkloadRun.run(script, mode, directory.path().toString());
        } catch (IOException e) {
            throw new UsageError("--source: no temporary directory: " + e.getMessage());
        }
    }

    private void write(String name, WorkloadRecording recording) {
        String given = output;
        if (given == null) {
            host.print("# " + name + ".trace\n" + text(recording.trace()));
            host.print("# " + name + ".result\n" + text(recording.results()));
            return;
        }
        try {
            Path folder = Files.createDirectories(path(given));
            Files.writeString(folder.resolve(name + ".trace"), text(recording.trace()));
            Files.writeString(folder.resolve(name + ".result"), text(recording.results()));
        } catch (IOException e) {
            throw new UsageError("--output: " + given + ": cannot be written");
        }
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
