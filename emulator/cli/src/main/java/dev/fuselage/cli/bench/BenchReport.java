package dev.fuselage.cli.bench;

import dev.fuselage.cli.report.Table;
import dev.fuselage.scenarios.report.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The forms of the report. A ratio compares with the first caching mode of the same workload. */
final class BenchReport {

    private static final String SCHEMA = "fuselage.bench/1";

    private final List<Cell> cells;

    BenchReport(List<Cell> cells) {
        this.cells = List.copyOf(cells);
    }

    private double ratio(Cell cell) {
        for (Cell first : cells) {
            if (first.workload() == cell.workload()) {
                return first.cycles() == 0 ? 0 : (double) cell.cycles() / first.cycles();
            }
        }
        return 1;
    }

    String table() {
        Table table =
                new Table(
                        "llrrrrrr",
                        "workload",
                        "cache",
                        "ops",
                        "ns/op",
                        "cycles/op",
                        "requests/op",
                        "exits/op",
                        "ratio");
        for (Cell cell : cells) {
            table.row(
                    cell.workload().title(),
                    cell.cache(),
                    Integer.toString(cell.operations()),
                    number("%.0f", cell.perOperation(cell.nanos())),
                    number("%.0f", cell.perOperation(cell.cycles())),
                    number("%.2f", cell.perOperation(cell.requests())),
                    number("%.2f", cell.perOperation(cell.exits())),
                    number("%.3f", ratio(cell)));
        }
        return table.text();
    }

    String csv() {
        StringBuilder text =
                new StringBuilder(
                        "workload,cache,operations,ns_per_op,cycles_per_op,requests_per_op,exits_per_op,ratio\n");
        for (Cell cell : cells) {
            text.append(cell.workload().title()).append(',').append(cell.cache());
            text.append(',').append(cell.operations());
            text.append(number(",%.3f", cell.perOperation(cell.nanos())));
            text.append(number(",%.3f", cell.perOperation(cell.cycles())));
            text.append(number(",%.3f", cell.perOperation(cell.requests())));
            text.append(number(",%.3f", cell.perOperation(cell.exits())));
            text.append(number(",%.3f", ratio(cell))).append('\n');
        }
        return text.toString();
    }

    String json() {
        List<Object> rows = new ArrayList<>();
        for (Cell cell : cells) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("workload", cell.workload().title());
            row.put("description", cell.workload().description());
            row.put("cache", cell.cache());
            row.put("operations", cell.operations());
            row.put("ns_per_op", cell.perOperation(cell.nanos()));
            row.put("cycles_per_op", cell.perOperation(cell.cycles()));
            row.put("requests_per_op", cell.perOperation(cell.requests()));
            row.put("exits_per_op", cell.perOperation(cell.exits()));
            row.put("ratio", ratio(cell));
            rows.add(row);
        }
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("schema", SCHEMA);
        root.put("cells", rows);
        return Json.pretty(root) + "\n";
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
