package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.ScheduleStep;
import dev.fuselage.scenarios.outcome.TaskView;
import dev.fuselage.scenarios.report.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes as SARIF 2.1.0: a rule for each verdict, a result for each outcome that went wrong or
 * not as expected. A counterexample is a code flow with one thread flow (section 3.37) for each
 * actor, whose {@code executionOrder} (3.38.11) is the schedule. What was expected is
 * informational.
 */
public final class SarifReport {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private static final List<Verdict> RULES = List.of(Verdict.values());

    private SarifReport() {}

    /** A document. */
    public static String of(List<Outcome> outcomes) {
        Map<String, Object> driver = map("name", "fuselage");
        driver.put("rules", RULES.stream().map(SarifReport::rule).toList());
        Map<String, Object> run = map("tool", map("driver", driver));
        run.put("columnKind", "utf16CodeUnits");
        run.put(
                "results",
                outcomes.stream()
                        .filter(outcome -> !outcome.met() || outcome.counterexample() != null)
                        .map(SarifReport::result)
                        .toList());
        Map<String, Object> root = map("$schema", SCHEMA);
        root.put("version", "2.1.0");
        root.put("runs", List.of(run));
        return Json.pretty(root) + "\n";
    }

    private static Map<String, Object> map(String key, Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key, value);
        return map;
    }

    private static Map<String, Object> message(String text) {
        return map("text", text);
    }

    private static Map<String, Object> rule(Verdict verdict) {
        Map<String, Object> rule = map("id", verdict.name());
        rule.put("name", Phrases.title(verdict));
        rule.put(
                "shortDescription",
                message(
                        switch (verdict) {
                            case DEADLOCK ->
                                    "Tasks wait for each other, and nobody else can help them.";
                            case LOST_WAKEUP ->
                                    "A task waits for what nobody can deliver any more.";
                            case LIVELOCK -> "Steps are taken without end and nothing gets on.";
                            case MISBEHAVIOUR ->
                                    "A check failed: use after free, corruption, a warning.";
                            case STALL_IN_BOUND -> "A schedule was cut off at the step limit.";
                            case PASSED_EXHAUSTIVE ->
                                    "Every schedule within the bound ended well, unexpectedly.";
                            case PASSED_SAMPLED ->
                                    "The schedules that were tried ended well, unexpectedly.";
                        }));
        return rule;
    }

    private static Map<String, Object> result(Outcome outcome) {
        Counterexample counterexample = outcome.counterexample();
        Map<String, Object> result = map("ruleId", outcome.verdict().name());
        result.put("ruleIndex", RULES.indexOf(outcome.verdict()));
        if (outcome.met()) {
            result.put("kind", "informational");
            result.put("level", "none");
        } else if (outcome.inconclusive()) {
            result.put("kind", "open");
            result.put("level", "none");
        } else {
            result.put("kind", "fail");
            result.put("level", "error");
        }
        String text =
                Phrases.name(outcome)
                        + ": "
                        + Phrases.finding(outcome)
                        + "; "
                        + Phrases.judgement(outcome);
        result.put(
                "message",
                message(
                        counterexample == null
                                ? text
                                : text + "; " + Phrases.replay(counterexample)));
        result.put("locations", List.of(place(outcome, counterexample)));
        if (counterexample != null) {
            result.put(
                    "partialFingerprints",
                    map("cycle/v1", outcome.scenario().name() + ": " + counterexample.signature()));
            List<Object> waits = waits(counterexample);
            if (!waits.isEmpty()) {
                result.put("relatedLocations", waits);
            }
            result.put("codeFlows", List.of(codeFlow(counterexample)));
            List<Object> stacks =
                    counterexample.tasks().stream()
                            .filter(TaskView::inCycle)
                            .<Object>map(SarifReport::stack)
                            .toList();
            if (!stacks.isEmpty()) {
                result.put("stacks", stacks);
            }
        }
        return result;
    }

    /** The scenario, and the kernel functions in which its tasks wait. */
    private static Map<String, Object> place(
            Outcome outcome, @Nullable Counterexample counterexample) {
        List<Object> logical = new ArrayList<>();
        Map<String, Object> scenario = map("fullyQualifiedName", outcome.scenario().name());
        scenario.put("kind", "module");
        logical.add(scenario);
        if (counterexample != null) {
            counterexample.tasks().stream()
                    .filter(task -> task.inCycle() && !task.site().isEmpty())
                    .forEach(task -> logical.add(function(task.site())));
        }
        return map("logicalLocations", logical);
    }

    /** Who waits for whom, a location for each sentence; where a request is, is a resource. */
    private static List<Object> waits(Counterexample counterexample) {
        boolean closed = counterexample.verdict() == Verdict.DEADLOCK;
        List<Object> locations = new ArrayList<>();
        for (CycleSection.Row row : new CycleSection(counterexample.cycle(), closed).rows()) {
            Map<String, Object> location = map("id", locations.size() + 1);
            if (!row.place().isEmpty()) {
                Map<String, Object> place = map("fullyQualifiedName", row.place());
                place.put("kind", "resource");
                location.put("logicalLocations", List.of(place));
            }
            location.put("message", message(row.sentence()));
            locations.add(location);
        }
        return locations;
    }

    private static Map<String, Object> function(String name) {
        Map<String, Object> function = map("fullyQualifiedName", name);
        function.put("kind", "function");
        return function;
    }

    private static Map<String, Object> codeFlow(Counterexample counterexample) {
        Map<Integer, List<Object>> locations = new LinkedHashMap<>();
        Map<Integer, String> names = new LinkedHashMap<>();
        int last = counterexample.schedule().size();
        for (ScheduleStep step : counterexample.schedule()) {
            names.putIfAbsent(step.actor(), step.actorName());
            String text =
                    step.operations().isEmpty() ? "a step" : String.join("; ", step.operations());
            Map<String, Object> location = map("location", map("message", message(text)));
            location.put("executionOrder", step.number());
            location.put("importance", step.number() == last ? "essential" : "important");
            locations.computeIfAbsent(step.actor(), actor -> new ArrayList<>()).add(location);
        }
        List<Object> threads = new ArrayList<>();
        locations.forEach((actor, steps) -> {
            Map<String, Object> thread = map("id", ScheduleSection.letter(actor));
            thread.put("message", message(names.getOrDefault(actor, "")));
            thread.put("locations", steps);
            threads.add(thread);
        });
        Map<String, Object> flow = map("message", message(counterexample.headline()));
        flow.put("threadFlows", threads);
        return flow;
    }

    private static Map<String, Object> stack(TaskView task) {
        List<Object> frames = new ArrayList<>();
        for (TaskView.Frame frame : task.stack()) {
            Map<String, Object> location =
                    map("logicalLocations", List.of(function(frame.function())));
            if (!frame.locks().isEmpty()) {
                location.put("message", message("took " + String.join(", ", frame.locks())));
            }
            frames.add(map("location", location));
        }
        Map<String, Object> stack =
                map("message", message(task.name() + " waits for " + task.waitsFor()));
        stack.put("frames", frames);
        return stack;
    }
}
