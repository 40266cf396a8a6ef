package dev.fuselage.cli.tracing;

import dev.fuselage.cli.report.Table;
import dev.fuselage.scenarios.report.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests of a {@code .trace} by opcode: how many, how many failed, and how much data they moved.
 */
final class RecordingSummary {

    private static final String SCHEMA = "fuselage.trace-summary/1";

    private static final Pattern LINE =
            Pattern.compile(
                    "(?:H:)?([A-Z_0-9]+|\\?\\d+) \\S+( .*)? c=[XN0-9:]+(?: -> (.*?))?(?: \\|\\|)?");
    private static final Pattern ERROR = Pattern.compile("E[A-Z0-9]+");
    private static final Pattern BYTES = Pattern.compile("\\d+");
    private static final List<String> DATA =
            List.of("READ", "WRITE", "COPY_FILE_RANGE", "COPY_FILE_RANGE_64");

    /** Requests of one opcode. */
    private static final class Group {
        private long count;
        private long errors;
        private long bytes;
    }

    private final Map<String, Group> groups = new TreeMap<>();
    private long requests;

    /**
     * Takes in one line; marks and comments are passed over.
     *
     * @throws IllegalArgumentException when it is not of a trace
     */
    void add(String line) {
        if (line.isEmpty() || "#>!".indexOf(line.charAt(0)) >= 0) {
            return;
        }
        Matcher request = LINE.matcher(line);
        if (!request.matches()) {
            throw new IllegalArgumentException("no request");
        }
        String opcode = request.group(1);
        String reply = request.group(3) == null ? "" : request.group(3);
        Group group = groups.computeIfAbsent(opcode, k -> new Group());
        group.count++;
        group.errors += ERROR.matcher(reply).matches() ? 1 : 0;
        if (DATA.contains(opcode) && BYTES.matcher(reply).matches()) {
            group.bytes += Long.parseLong(reply);
        }
        requests++;
    }

    String table() {
        Table table = new Table("lrrr", "opcode", "requests", "errors", "data bytes");
        groups.forEach((opcode, group) ->
                table.row(
                        opcode,
                        Long.toString(group.count),
                        Long.toString(group.errors),
                        Long.toString(group.bytes)));
        return table.text() + requests + " requests\n";
    }

    String json() {
        List<Object> rows = new ArrayList<>();
        groups.forEach((opcode, group) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("opcode", opcode);
            row.put("requests", group.count);
            row.put("errors", group.errors);
            row.put("data_bytes", group.bytes);
            rows.add(row);
        });
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("schema", SCHEMA);
        root.put("requests", requests);
        root.put("groups", rows);
        return Json.pretty(root) + "\n";
    }
}
