package dev.fuselage.cli.report;

import dev.fuselage.cli.session.Connection;
import dev.fuselage.cli.session.Observed;
import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.scenarios.report.json.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A timeline of a run as Chrome trace events, which Perfetto opens: each guest is a process, the
 * host another one whose threads are the queues it serves, with a slice ({@code X}) for each
 * request in service. What the tasks of modelled guests do is {@link TaskTimeline}'s. Times are
 * virtual, in microseconds.
 */
final class Timeline implements AutoCloseable {

    private static final String HEAD =
            "{\"otherData\":{\"schema\":\"fuselage.timeline/1\"},\"displayTimeUnit\":\"ns\",\"traceEvents\":[";

    /** Process id of the host; guests have their numbers. */
    private static final int HOST = 1000;

    private final Consumer<String> lines;
    private final CostProfile costs;
    private final Observed observed;
    private final Set<String> named = new LinkedHashSet<>();
    private String pending = "";

    private Timeline(Observed observed, Consumer<String> lines) {
        this.observed = observed;
        this.lines = lines;
        this.costs = observed.simulation().costs();
    }

    /**
     * Begins to watch.
     *
     * @param lines takes the file line by line
     */
    static Timeline start(Observed observed, Consumer<String> lines) {
        Timeline timeline = new Timeline(observed, lines);
        lines.accept(HEAD);
        timeline.name("process_name", HOST, 0, "host");
        for (Connection connection : observed.connections()) {
            timeline.nameGuest(connection.guest());
            connection.server().addObserver(exchange -> timeline.served(connection, exchange));
        }
        return timeline;
    }

    private void served(Connection connection, FuseExchange exchange) {
        Opcode opcode = Opcode.of(exchange.opcode());
        String name = opcode == null ? "opcode " + exchange.opcode() : opcode.name();
        // One thread a queue: 100 a connection leave room for more queues than a share has.
        int thread = 100 * (observed.connections().indexOf(connection) + 1) + exchange.queue();
        nameThread(
                HOST,
                thread,
                "guest "
                        + connection.guest()
                        + " "
                        + connection.tag()
                        + " queue "
                        + exchange.queue());
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("unique", exchange.unique());
        arguments.put("nodeid", exchange.nodeId());
        if (exchange.error() != 0) {
            arguments.put("error", Errno.name(-exchange.error()));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("dur", micros(exchange.hostCost()));
        fields.put("args", arguments);
        long now = observed.simulation().now();
        event("X", name, HOST, thread, now, fields);
    }

    // ---- writing

    void nameGuest(int guest) {
        if (named.add(Integer.toString(guest))) {
            name("process_name", guest, 0, "guest " + guest);
        }
    }

    void nameThread(int process, int thread, String name) {
        if (named.add(process + "." + thread + "." + name)) {
            name("thread_name", process, thread, name);
        }
    }

    private void name(String kind, int process, int thread, String name) {
        event("M", kind, process, thread, 0, Map.of("args", Map.of("name", name)));
    }

    void event(
            String phase,
            String name,
            int process,
            int thread,
            long cycles,
            Map<String, Object> more) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("ph", phase);
        event.put("name", name);
        event.put("pid", process);
        event.put("tid", thread);
        event.put("ts", micros(cycles));
        event.putAll(more);
        // The comma is only known to belong there when another event follows.
        if (!pending.isEmpty()) {
            lines.accept(pending + ",");
        }
        pending = Json.compact(event);
    }

    double micros(long cycles) {
        return costs.nanos(cycles) / 1000.0;
    }

    /** Ends the file. */
    @Override
    public void close() {
        lines.accept(pending);
        lines.accept("]}");
    }
}
