package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.ScheduleStep;
import dev.fuselage.scenarios.report.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A counterexample as Chrome trace events, which Perfetto opens: a thread for each actor, a slice
 * for each step. A step lasts a microsecond, since schedules have an order and no time.
 */
public final class ScheduleTimeline {
    private static final int PROCESS = 1;

    private ScheduleTimeline() {}

    /**
     * A document.
     *
     * @param name of what was played
     */
    public static String of(String name, Counterexample counterexample) {
        List<String> events = new ArrayList<>();
        events.add(event("M", "process_name", 0, 0, Map.of("args", Map.of("name", name))));
        Set<Integer> named = new LinkedHashSet<>();
        for (ScheduleStep step : counterexample.schedule()) {
            int thread = step.actor() + 1;
            if (named.add(thread)) {
                Map<String, Object> title = Map.of("args", Map.of("name", step.actorName()));
                events.add(event("M", "thread_name", thread, 0, title));
            }
            Map<String, Object> arguments = new LinkedHashMap<>();
            arguments.put("step", step.number());
            arguments.put("change", step.change().name());
            arguments.put("operations", step.operations());
            Map<String, Object> more = new LinkedHashMap<>();
            more.put("dur", 1);
            more.put("args", arguments);
            String what = step.operations().isEmpty() ? "step" : step.operations().getFirst();
            events.add(event("X", what, thread, step.number(), more));
        }
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("s", "g");
        end.put("args", Map.of("signature", counterexample.signature()));
        String what = Phrases.title(counterexample.verdict()) + ": " + counterexample.headline();
        events.add(event("i", what, 1, counterexample.schedule().size() + 1, end));
        return "{\"otherData\":{\"schema\":\"fuselage.timeline/1\"},\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
                + String.join(",\n", events)
                + "\n]}\n";
    }

    private static String event(
            String phase, String name, int thread, int micros, Map<String, Object> more) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("ph", phase);
        event.put("name", name);
        event.put("pid", PROCESS);
        event.put("tid", thread);
        event.put("ts", micros);
        event.putAll(more);
        return Json.compact(event);
    }
}
