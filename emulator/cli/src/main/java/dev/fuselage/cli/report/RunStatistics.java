package dev.fuselage.cli.report;

import dev.fuselage.cli.session.Connection;
import dev.fuselage.cli.session.Observed;
import dev.fuselage.scenarios.report.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code --stats}: what a run cost, in virtual time, by guest and by share. */
public final class RunStatistics {

    /** Changes when a key of the JSON form changes its meaning. */
    private static final String SCHEMA = "fuselage.stats/1";

    private final Observed observed;
    private final Map<Connection, RequestCounts> counts = new LinkedHashMap<>();

    /** Begins to count. */
    public RunStatistics(Observed observed) {
        this.observed = observed;
        for (Connection connection : observed.connections()) {
            RequestCounts count = new RequestCounts();
            connection.server().addObserver(count);
            counts.put(connection, count);
        }
    }

    /** As one JSON object. */
    public String json() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("schema", SCHEMA);
        root.put("cycles", observed.simulation().now());
        root.put("virtual_ns", observed.nanos());
        root.put("counters", observed.simulation().counters().snapshot());
        List<Object> shares = new ArrayList<>();
        counts.forEach((connection, count) -> shares.add(share(connection, count)));
        root.put("shares", shares);
        return Json.pretty(root) + "\n";
    }

    private static Map<String, Object> share(Connection connection, RequestCounts count) {
        Map<String, Object> share = new LinkedHashMap<>();
        share.put("guest", connection.guest());
        share.put("tag", connection.tag());
        share.put("requests", count.total());
        share.put("errors", count.errors());
        share.put("request_bytes", count.requestBytes());
        share.put("reply_bytes", count.replyBytes());
        share.put("host_cycles", count.hostCycles());
        share.put("by_opcode", count.byName());
        return share;
    }

    /** As lines for a reader. */
    public String text() {
        StringBuilder text = new StringBuilder();
        long nanos = observed.nanos();
        line(text, "cycles", Long.toString(observed.simulation().now()));
        line(
                text,
                "virtual time",
                String.format(
                        Locale.ROOT, "%d.%09d s", nanos / 1_000_000_000, nanos % 1_000_000_000));
        observed.simulation()
                .counters()
                .snapshot()
                .forEach((name, value) -> line(text, name, Long.toString(value)));
        counts.forEach((connection, count) -> share(text, connection, count));
        return text.toString();
    }

    private static void share(StringBuilder text, Connection connection, RequestCounts count) {
        String head = "guest" + connection.guest() + " share " + connection.tag();
        line(text, head + ": requests", Long.toString(count.total()));
        line(text, head + ": errors", Long.toString(count.errors()));
        line(text, head + ": bytes to the host", Long.toString(count.requestBytes()));
        line(text, head + ": bytes to the guest", Long.toString(count.replyBytes()));
        line(text, head + ": host cycles", Long.toString(count.hostCycles()));
        count.byName()
                .forEach((name, value) -> line(text, head + ": " + name, Long.toString(value)));
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-44s %s\n", name, value));
    }
}
