package dev.fuselage.cli.tracing;

import dev.fuselage.cli.report.Table;
import dev.fuselage.scenarios.report.json.Json;
import dev.fuselage.scenarios.report.json.JsonReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Requests of a trace by share and opcode. */
final class TraceSummary {

    private static final String SCHEMA = "fuselage.trace-summary/1";

    /** Requests of one opcode of one guest's share. */
    private static final class Group {
        private long count;
        private long errors;
        private long requestBytes;
        private long replyBytes;
    }

    /** By "guest TAB share TAB opcode". */
    private final Map<String, Group> groups = new TreeMap<>();

    private long requests;
    private long first = Long.MAX_VALUE;
    private long last;

    /**
     * Takes in one line.
     *
     * @throws IllegalArgumentException when it is not of a trace
     */
    void add(String line) {
        if (!(JsonReader.read(line) instanceof Map<?, ?> request)) {
            throw new IllegalArgumentException("no object");
        }
        long time = number(request, "time");
        String key =
                number(request, "guest")
                        + "\t"
                        + text(request, "share")
                        + "\t"
                        + text(request, "opcode");
        Group group = groups.computeIfAbsent(key, k -> new Group());
        group.count++;
        group.errors += Long.valueOf(0).equals(request.get("error")) ? 0 : 1;
        group.requestBytes += number(request, "request_bytes");
        group.replyBytes += number(request, "reply_bytes");
        requests++;
        first = Math.min(first, time);
        last = Math.max(last, time);
    }

    private static long number(Map<?, ?> request, String key) {
        if (request.get(key) instanceof Long value) {
            return value;
        }
        throw new IllegalArgumentException("no number '" + key + "'");
    }

    private static String text(Map<?, ?> request, String key) {
        if (request.get(key) instanceof String value) {
            return value;
        }
        throw new IllegalArgumentException("no text '" + key + "'");
    }

    private long span() {
        return requests == 0 ? 0 : last - first;
    }

    String table() {
        Table table =
                new Table(
                        "rllrrrr",
                        "guest",
                        "share",
                        "opcode",
                        "requests",
                        "errors",
                        "request bytes",
                        "reply bytes");
        groups.forEach((key, group) -> {
            String[] parts = key.split("\t", -1);
            table.row(
                    parts[0],
                    parts[1],
                    parts[2],
                    Long.toString(group.count),
                    Long.toString(group.errors),
                    Long.toString(group.requestBytes),
                    Long.toString(group.replyBytes));
        });
        return table.text()
                + String.format(
                        Locale.ROOT,
                        "%d requests in %d.%09d s of virtual time\n",
                        requests,
                        span() / 1_000_000_000,
                        span() % 1_000_000_000);
    }

    String json() {
        List<Object> rows = new ArrayList<>();
        groups.forEach((key, group) -> {
            String[] parts = key.split("\t", -1);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("guest", Long.parseLong(parts[0]));
            row.put("share", parts[1]);
            row.put("opcode", parts[2]);
            row.put("requests", group.count);
            row.put("errors", group.errors);
            row.put("request_bytes", group.requestBytes);
            row.put("reply_bytes", group.replyBytes);
            rows.add(row);
        });
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("schema", SCHEMA);
        root.put("requests", requests);
        root.put("span_ns", span());
        root.put("groups", rows);
        return Json.pretty(root) + "\n";
    }
}
