package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.explore.Shard;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.CycleNode;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.Potential;
import dev.fuselage.scenarios.outcome.ScheduleStep;
import dev.fuselage.scenarios.outcome.Search;
import dev.fuselage.scenarios.outcome.Search.Find;
import dev.fuselage.scenarios.outcome.TaskView;
import dev.fuselage.scenarios.report.json.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes as JSON: everything but the host time, keys always in the same order. {@link
 * ReportedOutcomes} reads it again; {@code fuselage.report-1.schema.json} beside this class says
 * what it holds.
 */
public final class JsonReport {
    /** Changes its number when a key changes its meaning. */
    public static final String SCHEMA = "fuselage.report/1";

    private JsonReport() {}

    /** A document, with a newline at its end. */
    public static String of(List<Outcome> outcomes, Shard shard) {
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put("schema", SCHEMA);
        root.put("shard", shard.toString());
        root.put("outcomes", outcomes.stream().map(JsonReport::outcome).toList());
        return Json.pretty(root) + "\n";
    }

    private static Map<String, @Nullable Object> outcome(Outcome outcome) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("scenario", outcome.scenario().name());
        map.put("variant", outcome.variant().word());
        map.put("parameters", outcome.parameters().asMap());
        map.put("summary", outcome.scenario().summary());
        map.put("source", outcome.scenario().source());
        map.put("fix", outcome.scenario().fix());
        map.put("expect", outcome.expectation().words());
        map.put("expectSignature", outcome.expectation().signature());
        map.put("verdict", outcome.verdict().name());
        map.put("expectationMet", outcome.met());
        map.put("inconclusive", outcome.inconclusive());
        map.put("search", search(outcome.search()));
        Counterexample counterexample = outcome.counterexample();
        map.put("counterexample", counterexample == null ? null : found(counterexample));
        map.put("potentials", outcome.potentials().stream().map(JsonReport::potential).toList());
        return map;
    }

    private static Map<String, @Nullable Object> search(Search search) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("strategy", search.strategy());
        map.put("preemptionBound", search.preemptionBound() < 0 ? null : search.preemptionBound());
        map.put("stepLimit", search.stepLimit());
        map.put("depth", search.depth() == 0 ? null : search.depth());
        map.put("seed", search.seed());
        map.put("schedules", search.schedules());
        map.put("distinct", search.distinct());
        map.put("states", search.states());
        map.put("steps", search.steps());
        map.put("complete", search.complete());
        map.put("collisionOdds", odds(search.collisionOdds()));
        Find find = search.find();
        map.put("find", find == null ? null : find(find));
        return map;
    }

    private static Map<String, @Nullable Object> find(Find find) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("strategy", find.strategy());
        map.put("preemptionBound", find.preemptionBound() < 0 ? null : find.preemptionBound());
        map.put("depth", find.depth() == 0 ? null : find.depth());
        map.put("seed", find.seed());
        map.put("schedule", find.schedule());
        return map;
    }

    /** Three digits, however small it is. */
    private static Number odds(double odds) {
        return odds == 0 ? 0 : new BigDecimal(odds).round(new MathContext(3));
    }

    private static Map<String, @Nullable Object> found(Counterexample found) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("verdict", found.verdict().name());
        map.put("headline", found.headline());
        map.put("signature", found.signature());
        map.put("replay", found.replay());
        map.put("preemptions", found.preemptions());
        map.put("cycle", found.cycle().stream().map(JsonReport::node).toList());
        map.put("schedule", found.schedule().stream().map(JsonReport::step).toList());
        map.put("tasks", found.tasks().stream().map(JsonReport::task).toList());
        return map;
    }

    private static Map<String, @Nullable Object> node(CycleNode node) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        switch (node) {
            case CycleNode.TaskNode task -> {
                map.put("node", "task");
                map.put("name", task.name());
                map.put("pid", task.pid());
                map.put("actor", task.actor());
                map.put("site", task.site());
                map.put("waitsFor", task.waitsFor());
                map.put("sinceStep", task.sinceStep());
            }
            case CycleNode.LockNode lock -> {
                map.put("node", "lock");
                map.put("name", lock.name());
                map.put("kind", lock.kind());
                map.put("heldBy", lock.holders());
                map.put("heldSinceStep", lock.sinceStep());
            }
            case CycleNode.EventNode event -> {
                map.put("node", "event");
                map.put("name", event.name());
                map.put("kind", event.kind());
                map.put("deliveredBy", event.deliverers());
                map.put("locatedIn", event.location());
            }
            case CycleNode.HostNode host -> {
                map.put("node", "host");
                map.put("name", host.name());
                map.put("serves", host.serves());
                map.put("waitsFor", host.waitsFor());
            }
        }
        return map;
    }

    private static Map<String, @Nullable Object> step(ScheduleStep step) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("step", step.number());
        map.put("actor", step.actor());
        map.put("name", step.actorName());
        map.put("change", step.change().name().toLowerCase(Locale.ROOT));
        map.put("operations", step.operations());
        map.put("enabled", step.enabled());
        return map;
    }

    private static Map<String, @Nullable Object> task(TaskView task) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", task.name());
        map.put("pid", task.pid());
        map.put("actor", task.actor());
        map.put("state", String.valueOf(task.letter()));
        map.put("site", task.site());
        map.put("waitsFor", task.waitsFor());
        map.put("inCycle", task.inCycle());
        map.put("stack", task.stack().stream().map(JsonReport::frame).toList());
        return map;
    }

    private static Map<String, @Nullable Object> frame(TaskView.Frame frame) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("function", frame.function());
        map.put("locks", frame.locks());
        return map;
    }

    private static Map<String, @Nullable Object> potential(Potential potential) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("signature", potential.signature());
        map.put("edges", potential.edges());
        return map;
    }
}
