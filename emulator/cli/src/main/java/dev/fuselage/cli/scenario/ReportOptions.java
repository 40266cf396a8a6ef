package dev.fuselage.cli.scenario;

import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.UsageError;
import dev.fuselage.scenarios.explore.Shard;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.report.GithubReport;
import dev.fuselage.scenarios.report.JsonReport;
import dev.fuselage.scenarios.report.JunitXml;
import dev.fuselage.scenarios.report.KernelLogReport;
import dev.fuselage.scenarios.report.SarifReport;
import dev.fuselage.scenarios.report.ScheduleTimeline;
import dev.fuselage.scenarios.report.TextReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say in which forms outcomes are told, and where to. */
final class ReportOptions {
    private static final Map<String, String> EXTENSIONS = extensions();

    @Option(
            names = "--format",
            paramLabel = "FORM",
            split = ",",
            description =
                    "text, json, junit, sarif or kernel (text); several with --output DIRECTORY.")
    private List<String> formats = List.of("text");

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "Writes the form to a file, or to report.FORM in a directory, and text to"
                            + " standard output.")
    private @Nullable String output;

    @Option(
            names = "--timeline",
            paramLabel = "FILE",
            description =
                    "Writes the first counterexample, or in a directory each, as a timeline that"
                            + " opens in Perfetto (ui.perfetto.dev).")
    private @Nullable String timeline;

    @Option(
            names = "--ci",
            paramLabel = "SYSTEM",
            description =
                    "github: also annotations and a step summary; none; auto: github if its"
                            + " variables are there (auto).")
    private String ci = "auto";

    @Option(
            names = "--all-tasks",
            description = "Text shows every task that waits, not only those of the circle.")
    private boolean allTasks;

    private static Map<String, String> extensions() {
        Map<String, String> extensions = new LinkedHashMap<>();
        extensions.put("text", "txt");
        extensions.put("json", "json");
        extensions.put("junit", "xml");
        extensions.put("sarif", "sarif");
        extensions.put("kernel", "log");
        return extensions;
    }

    /** Complains before anything is searched. */
    void check() {
        for (String format : formats) {
            Choice.require("--format", format, List.copyOf(EXTENSIONS.keySet()));
        }
        Choice.require("--ci", ci, List.of("auto", "github", "none"));
        if (formats.size() > 1
                && (output == null || !Files.isDirectory(path("--output", output)))) {
            throw new UsageError("--format: several forms need --output with a directory");
        }
        writable("--output", output);
        writable("--timeline", timeline);
    }

    private static Path path(String option, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageError(option + ": " + text + ": is no path");
        }
    }

    private static void writable(String option, @Nullable String text) {
        if (text != null) {
            Path parent = path(option, text).toAbsolutePath().getParent();
            if (parent == null || !Files.isDirectory(parent)) {
                throw new UsageError(option + ": " + text + ": no such directory");
            }
        }
    }

    /** Whether standard output gets text, and not a form for machines. */
    boolean isTextShown() {
        return output != null || formats.equals(List.of("text"));
    }

    /** The report of one outcome for a person. */
    String text(Outcome outcome) {
        return TextReport.of(outcome, allTasks);
    }

    /** Writes everything but the text on standard output. */
    void write(HostEnvironment host, List<Outcome> outcomes, Shard shard) {
        String file = output;
        if (file != null) {
            write(path("--output", file), outcomes, shard);
        } else if (!isTextShown()) {
            host.print(document(formats.getFirst(), outcomes, shard));
        }
        String drawing = timeline;
        if (drawing != null) {
            draw(host, path("--timeline", drawing), outcomes);
        }
        if (ci.equals("github")
                || (ci.equals("auto") && "true".equals(host.variables().get("GITHUB_ACTIONS")))) {
            tellGithub(host, outcomes);
        }
    }

    private void write(Path file, List<Outcome> outcomes, Shard shard) {
        if (!Files.isDirectory(file)) {
            save("--output", file, document(formats.getFirst(), outcomes, shard));
            return;
        }
        String name =
                shard.count() == 1
                        ? "report"
                        : "report-%d-of-%d".formatted(shard.index(), shard.count());
        for (String format : formats) {
            Path target = file.resolve(name + "." + EXTENSIONS.get(format));
            save("--output", target, document(format, outcomes, shard));
        }
        if (shard.count() > 1 && !formats.contains("json")) {
            // What merge reads.
            save("--output", file.resolve(name + ".json"), JsonReport.of(outcomes, shard));
        }
    }

    private String document(String format, List<Outcome> outcomes, Shard shard) {
        return switch (format) {
            case "json" -> JsonReport.of(outcomes, shard);
            case "junit" -> JunitXml.of(outcomes);
            case "sarif" -> SarifReport.of(outcomes);
            case "kernel" -> String.join("\n", outcomes.stream().map(KernelLogReport::of).toList());
            default -> String.join("\n", outcomes.stream().map(this::text).toList());
        };
    }

    private static void draw(HostEnvironment host, Path file, List<Outcome> outcomes) {
        int drawn = 0;
        for (Outcome outcome : outcomes) {
            Counterexample counterexample = outcome.counterexample();
            boolean each = Files.isDirectory(file);
            if (counterexample != null && (each || drawn == 0)) {
                String name = outcome.scenario().name() + " " + outcome.variant().word();
                String own = name.replace('/', '.').replace(' ', '.') + ".perfetto.json";
                save(
                        "--timeline",
                        each ? file.resolve(own) : file,
                        ScheduleTimeline.of(name, counterexample));
                drawn++;
            }
        }
        if (drawn == 0) {
            host.complain("fuselage: --timeline: there is no counterexample to draw");
        }
    }

    private void tellGithub(HostEnvironment host, List<Outcome> outcomes) {
        for (String line : GithubReport.annotations(outcomes)) {
            if (isTextShown()) {
                host.print(line + "\n");
            } else {
                host.complain(line);
            }
        }
        String summary = host.variables().get("GITHUB_STEP_SUMMARY");
        if (summary != null && !summary.isEmpty()) {
            try {
                Files.writeString(
                        path("GITHUB_STEP_SUMMARY", summary),
                        GithubReport.summary(outcomes),
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UsageError("GITHUB_STEP_SUMMARY: " + summary + ": cannot be written");
            }
        }
    }

    private static void save(String option, Path file, String text) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UsageError(option + ": " + file + ": cannot be written");
        }
    }
}
