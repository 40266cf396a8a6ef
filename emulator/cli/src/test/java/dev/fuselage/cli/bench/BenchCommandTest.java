package dev.fuselage.cli.bench;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.Cli;
import dev.fuselage.scenarios.report.json.JsonReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BenchCommandTest {

    @Test
    void everyRunGivesTheSameNumbers() {
        String[] args = {"bench", "--workload", "stat,create-unlink", "--cache", "none,auto"};
        assertThat(Cli.output(args)).isEqualTo(Cli.output(args));
    }

    @Test
    void cachingSparesRequests() {
        String csv = Cli.output("bench", "--workload", "stat", "--format", "csv");
        List<String> lines = csv.lines().toList();
        assertThat(lines.get(0))
                .isEqualTo(
                        "workload,cache,operations,ns_per_op,cycles_per_op,requests_per_op,exits_per_op,ratio");
        assertThat(lines.get(1)).startsWith("stat,none,1000,").endsWith(",1.000");
        // Path, directory and file are in the cache: nothing leaves the guest.
        assertThat(lines.get(2)).matches("stat,auto,1000,[0-9.]+,[0-9.]+,0.000,0.000,0.0\\d+");
        assertThat(lines.get(3)).matches("stat,always,1000,[0-9.]+,[0-9.]+,0.000,0.000,0.0\\d+");
    }

    @Test
    void theTableHasALineForEachCell() {
        assertThat(Cli.output("bench", "--workload", "open-close", "--cache", "none,metadata"))
                .startsWith(
                        "workload    cache      ops   ns/op  cycles/op  requests/op  exits/op  ratio\n")
                .hasLineCount(3);
    }

    @Test
    void jsonHasASchemaFirst() {
        String json =
                Cli.output("bench", "--workload", "stat", "--cache", "auto", "--format", "json");
        Map<?, ?> report = requireNonNull((Map<?, ?>) JsonReader.read(json));
        assertThat(report.keySet().iterator().next()).isEqualTo("schema");
        assertThat(report.get("schema")).isEqualTo("fuselage.bench/1");
        assertThat((List<?>) report.get("cells")).hasSize(1);
    }
}
