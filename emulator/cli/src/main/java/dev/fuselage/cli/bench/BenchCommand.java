package dev.fuselage.cli.bench;

import dev.fuselage.cli.ExitStatus;
import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.Nearest;
import dev.fuselage.cli.Progress;
import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.run.Profiles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fuselage bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures workloads under each caching mode, in virtual time: the same on every"
                        + " host.",
        footer = {
            "",
            "Workloads: stat, open-close, read-4k, read-seq, write-small, create-unlink, dir-walk.",
            "Each runs twice in a fresh guest over an in-memory file system; the second round"
                    + " counts."
        })
public final class BenchCommand implements Callable<Integer> {

    private static final List<String> CACHES = List.of("none", "auto", "always", "metadata");
    private static final List<String> FORMATS = List.of("table", "json", "csv");

    private final HostEnvironment host;

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            split = ",",
            description = "Workloads to measure (all).")
    private List<String> workloads = Workload.titles();

    @Option(
            names = "--cache",
            paramLabel = "MODE",
            split = ",",
            description =
                    "Caching modes to compare (none,auto,always); the first is what others are"
                            + " compared with.")
    private List<String> caches = CACHES.subList(0, 3);

    @Option(names = "--format", paramLabel = "FORM", description = "table, json or csv (table).")
    private String format = "table";

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description = "Cost profile: prices that differ from the standard ones.")
    private @Nullable String profile;

    public BenchCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        require("--format", format, FORMATS);
        caches.forEach(cache -> require("--cache", cache, CACHES));
        workloads.forEach(workload -> require("--workload", workload, Workload.titles()));
        var costs = Profiles.load(profile);
        List<Cell> cells = new ArrayList<>();
        List<Workload> chosen =
                List.of(Workload.values()).stream()
                        .filter(workload -> workloads.contains(workload.title()))
                        .toList();
        try (Progress progress = new Progress(host, chosen.size() * caches.size())) {
            for (Workload workload : chosen) {
                for (String cache : caches) {
                    progress.step(workload.title() + " " + cache);
                    cells.add(BenchRun.measure(workload, cache, costs));
                }
            }
        }
        BenchReport report = new BenchReport(cells);
        host.print(
                switch (format) {
                    case "json" -> report.json();
                    case "csv" -> report.csv();
                    default -> report.table();
                });
        return ExitStatus.OK;
    }

    private static void require(String option, String value, List<String> valid) {
        if (!valid.contains(value)) {
            throw new UsageError(
                    option + ": unknown value '" + value + "'" + Nearest.hint(value, valid));
        }
    }
}
