package dev.fuselage.cli.report;

import dev.fuselage.cli.session.Assembly;
import dev.fuselage.cli.session.Connection;
import dev.fuselage.cli.session.Guest;
import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.SwitchObserver;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.Vcpu;
import dev.fuselage.kernel.task.WaitedFor;
import dev.fuselage.kernel.virtiofs.VirtioFs;
import dev.fuselage.machine.cost.CostProfile;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A timeline of a run as Chrome trace events, which Perfetto opens: each guest is a process whose
 * threads are its tasks, the host another one whose threads are the queues it serves.
 *
 * <p>Slices ({@code X}) are tasks on a CPU and requests in service; waits overlap them and are
 * asynchronous events ({@code b}, {@code e}); requests in flight are a counter ({@code C}). Times
 * are virtual, in microseconds.
 */
public final class Timeline implements AutoCloseable {

    private static final String HEAD =
            "{\"otherData\":{\"schema\":\"fuselage.timeline/1\"},\"displayTimeUnit\":\"ns\",\"traceEvents\":[";

    /** Process id of the host; guests have their numbers. */
    private static final int HOST = 1000;

    private final Consumer<String> lines;
    private final CostProfile costs;
    private final Assembly assembly;
    private final Set<String> named = new LinkedHashSet<>();
    private String pending = "";

    private Timeline(Assembly assembly, Consumer<String> lines) {
        this.assembly = assembly;
        this.lines = lines;
        this.costs = assembly.simulation().costs();
    }

    /**
     * Begins to watch.
     *
     * @param lines takes the file line by line
     */
    public static Timeline start(Assembly assembly, Consumer<String> lines) {
        Timeline timeline = new Timeline(assembly, lines);
        lines.accept(HEAD);
        timeline.name("process_name", HOST, 0, "host");
        for (Guest guest : assembly.guests()) {
            timeline.name("process_name", guest.number(), 0, "guest " + guest.number());
            guest.kernel().scheduler().setSwitchObserver(timeline.new Tasks(guest.number()));
        }
        for (Connection connection : assembly.connections()) {
            connection.server().addObserver(exchange -> timeline.served(connection, exchange));
        }
        return timeline;
    }

    /** What the tasks of one guest do. */
    private final class Tasks implements SwitchObserver {

        private final int guest;
        private final Map<Integer, Long> since = new LinkedHashMap<>();
        private final Set<Integer> waiting = new LinkedHashSet<>();

        private Tasks(int guest) {
            this.guest = guest;
        }

        @Override
        public void takenUp(Vcpu cpu, Task task) {
            nameThread(guest, task.pid(), task.comm());
            since.put(task.pid(), cpu.now());
            if (waiting.remove(task.pid())) {
                event("e", "wait", guest, task.pid(), cpu.now(), wait(task));
            }
        }

        @Override
        public void left(Vcpu cpu, Task task) {
            Long start = since.remove(task.pid());
            if (start != null) {
                Map<String, Object> slice = new LinkedHashMap<>();
                slice.put("dur", micros(cpu.now() - start));
                slice.put("args", Map.of("cpu", cpu.index()));
                event("X", task.comm(), guest, task.pid(), start, slice);
            }
            WaitedFor what = task.waitsFor();
            if (task.state().isAsleep() && what != null) {
                waiting.add(task.pid());
                Map<String, Object> fields = wait(task);
                fields.put("args", Map.of("for", what.describe()));
                event("b", "wait", guest, task.pid(), cpu.now(), fields);
            }
        }

        private Map<String, Object> wait(Task task) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("cat", "wait");
            fields.put("id", guest + "." + task.pid());
            return fields;
        }
    }

    private void served(Connection connection, FuseExchange exchange) {
        Opcode opcode = Opcode.of(exchange.opcode());
        String name = opcode == null ? "opcode " + exchange.opcode() : opcode.name();
        // One thread a queue: 100 a connection leave room for more queues than a share has.
        int thread = 100 * (assembly.connections().indexOf(connection) + 1) + exchange.queue();
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
        long now = assembly.simulation().now();
        event("X", name, HOST, thread, now, fields);
        int inFlight = 0;
        for (VirtioFs fs :
                assembly.guests().get(connection.guest() - 1).kernel().virtioFs().instances()) {
            inFlight += fs.inFlight();
        }
        event(
                "C",
                "requests in flight",
                connection.guest(),
                0,
                now,
                Map.of("args", Map.of("requests", inFlight)));
    }

    // ---- writing

    private void nameThread(int process, int thread, String name) {
        if (named.add(process + "." + thread + "." + name)) {
            name("thread_name", process, thread, name);
        }
    }

    private void name(String kind, int process, int thread, String name) {
        event("M", kind, process, thread, 0, Map.of("args", Map.of("name", name)));
    }

    private void event(
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

    private double micros(long cycles) {
        return costs.nanos(cycles) / 1000.0;
    }

    /** Ends the file. */
    @Override
    public void close() {
        for (Guest guest : assembly.guests()) {
            guest.kernel().scheduler().setSwitchObserver(null);
        }
        lines.accept(pending);
        lines.accept("]}");
    }
}
