package dev.fuselage.cli.scenario;

import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.UsageError;
import dev.fuselage.scenarios.explore.Shard;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.report.MergedShards;
import dev.fuselage.scenarios.report.ReportedOutcomes;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fuselage scenario merge}. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        description = "Puts the reports of all shards of a search together.",
        footer = {
            "",
            "Refuses when a shard is missing, there twice, or searched something else.",
            "",
            "Exit status: that of the whole search; 2 when there is none."
        })
final class MergeCommand implements Callable<Integer> {

    private final HostEnvironment host;

    @Parameters(
            index = "0",
            paramLabel = "DIRECTORY",
            description = "With report-I-of-N.json of every shard.")
    private String directory = "";

    @Mixin private final ReportOptions report = new ReportOptions();

    MergeCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        report.check();
        List<Outcome> outcomes;
        try {
            outcomes = MergedShards.of(parts());
        } catch (IllegalArgumentException e) {
            throw new UsageError(directory + ": " + e.getMessage());
        }
        if (report.isTextShown()) {
            outcomes.forEach(outcome -> host.print(Verdicts.line(outcome, Shard.WHOLE)));
            outcomes.stream()
                    .filter(outcome -> Verdicts.isToBeShown(outcome, Shard.WHOLE))
                    .forEach(outcome -> host.print("\n" + report.text(outcome)));
            host.print("\n" + Verdicts.total(outcomes, Shard.WHOLE));
        }
        report.write(host, outcomes, Shard.WHOLE);
        return Verdicts.status(outcomes, Shard.WHOLE, false);
    }

    private List<ReportedOutcomes> parts() {
        List<ReportedOutcomes> parts = new ArrayList<>();
        for (Path file : files()) {
            try {
                parts.add(ReportedOutcomes.read(Files.readString(file)));
            } catch (IOException e) {
                throw new UsageError(file + ": cannot be read as text");
            } catch (IllegalArgumentException e) {
                throw new UsageError(file + ": is no report: " + e.getMessage());
            }
        }
        return parts;
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(Path.of(directory), "report-*-of-*.json")) {
            found.forEach(files::add);
        } catch (IOException | InvalidPathException e) {
            throw new UsageError(directory + ": is no directory that can be read");
        }
        Collections.sort(files);
        return files;
    }
}
