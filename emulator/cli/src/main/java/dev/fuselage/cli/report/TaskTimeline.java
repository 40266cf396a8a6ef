package dev.fuselage.cli.report;

import dev.fuselage.cli.session.Assembly;
import dev.fuselage.cli.session.Connection;
import dev.fuselage.cli.session.Guest;
import dev.fuselage.kernel.task.SwitchObserver;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.Vcpu;
import dev.fuselage.kernel.task.WaitedFor;
import dev.fuselage.kernel.virtiofs.VirtioFs;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a {@link Timeline} shows of modelled guests beyond their requests: a thread for each task
 * with slices on CPUs ({@code X}) and the waits that overlap them ({@code b}, {@code e}), and the
 * requests in flight ({@code C}).
 */
final class TaskTimeline implements AutoCloseable {

    private final Assembly assembly;
    private final Timeline timeline;

    private TaskTimeline(Assembly assembly, Timeline timeline) {
        this.assembly = assembly;
        this.timeline = timeline;
    }

    /** Begins to watch. */
    static TaskTimeline start(Assembly assembly, Timeline timeline) {
        TaskTimeline tasks = new TaskTimeline(assembly, timeline);
        for (Guest guest : assembly.guests()) {
            timeline.nameGuest(guest.number());
            guest.kernel().scheduler().setSwitchObserver(tasks.new Tasks(guest.number()));
            for (Connection connection : guest.connections()) {
                connection.server().addObserver(exchange -> tasks.count(guest));
            }
        }
        return tasks;
    }

    private void count(Guest guest) {
        int inFlight = 0;
        for (VirtioFs fs : guest.kernel().virtioFs().instances()) {
            inFlight += fs.inFlight();
        }
        timeline.event(
                "C",
                "requests in flight",
                guest.number(),
                0,
                assembly.simulation().now(),
                Map.of("args", Map.of("requests", inFlight)));
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
            timeline.nameThread(guest, task.pid(), task.comm());
            since.put(task.pid(), cpu.now());
            if (waiting.remove(task.pid())) {
                timeline.event("e", "wait", guest, task.pid(), cpu.now(), wait(task));
            }
        }

        @Override
        public void left(Vcpu cpu, Task task) {
            Long start = since.remove(task.pid());
            if (start != null) {
                Map<String, Object> slice = new LinkedHashMap<>();
                slice.put("dur", timeline.micros(cpu.now() - start));
                slice.put("args", Map.of("cpu", cpu.index()));
                timeline.event("X", task.comm(), guest, task.pid(), start, slice);
            }
            WaitedFor what = task.waitsFor();
            if (task.state().isAsleep() && what != null) {
                waiting.add(task.pid());
                Map<String, Object> fields = wait(task);
                fields.put("args", Map.of("for", what.describe()));
                timeline.event("b", "wait", guest, task.pid(), cpu.now(), fields);
            }
        }

        private Map<String, Object> wait(Task task) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("cat", "wait");
            fields.put("id", guest + "." + task.pid());
            return fields;
        }
    }

    /** Watches no longer. */
    @Override
    public void close() {
        for (Guest guest : assembly.guests()) {
            guest.kernel().scheduler().setSwitchObserver(null);
        }
    }
}
