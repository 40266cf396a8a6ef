package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.explore.Shard;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.CycleNode;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.Potential;
import dev.fuselage.scenarios.outcome.ScheduleStep;
import dev.fuselage.scenarios.outcome.Search;
import dev.fuselage.scenarios.outcome.Search.Find;
import dev.fuselage.scenarios.outcome.TaskView;
import dev.fuselage.scenarios.report.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document of {@link JsonReport}, read again.
 *
 * @param shard which part of the search it tells of
 */
public record ReportedOutcomes(Shard shard, List<Outcome> outcomes) {

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException when it is none; the message says why
     */
    public static ReportedOutcomes read(String json) {
        Fields root = Fields.of(JsonReader.read(json));
        String schema = root.text("schema");
        if (!schema.equals(JsonReport.SCHEMA)) {
            throw new IllegalArgumentException(
                    "its schema is %s, not %s".formatted(schema, JsonReport.SCHEMA));
        }
        Shard shard =
                Shard.parse(root.text("shard"))
                        .orElseThrow(() -> new IllegalArgumentException("shard: not i/n"));
        return new ReportedOutcomes(
                shard, root.objects("outcomes").stream().map(ReportedOutcomes::outcome).toList());
    }

    private static Outcome outcome(Fields map) {
        Expectation words =
                Expectation.parse(map.text("expect"))
                        .orElseThrow(() -> new IllegalArgumentException("expect: no expectation"));
        Expectation expectation =
                map.isNull("expectSignature")
                        ? words
                        : new Expectation(words.what(), words.often(), map.text("expectSignature"));
        return new Outcome(
                new ReportedScenario(
                        map.text("scenario"),
                        map.text("summary"),
                        map.text("source"),
                        map.text("fix"),
                        expectation),
                constant(Variant.class, map.text("variant")),
                parameters(map.object("parameters")),
                expectation,
                constant(Verdict.class, map.text("verdict")),
                map.truth("expectationMet"),
                map.truth("inconclusive"),
                search(map.object("search")),
                map.isNull("counterexample") ? null : found(map.object("counterexample")),
                map.objects("potentials").stream()
                        .map(one -> new Potential(one.texts("edges"), one.text("signature")))
                        .toList());
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }

    private static Parameters parameters(Fields map) {
        List<Parameter> parameters = new ArrayList<>();
        for (String name : map.names()) {
            int value = map.number(name);
            parameters.add(new Parameter(name, "", value, value, value));
        }
        return Parameters.standard(parameters);
    }

    private static Search search(Fields map) {
        return new Search(
                map.text("strategy"),
                map.isNull("preemptionBound") ? -1 : map.number("preemptionBound"),
                map.number("stepLimit"),
                map.isNull("depth") ? 0 : map.number("depth"),
                map.isNull("seed") ? null : map.count("seed"),
                map.count("schedules"),
                map.count("distinct"),
                map.count("states"),
                map.count("steps"),
                map.truth("complete"),
                map.real("collisionOdds"),
                0,
                map.isNull("find") ? null : find(map.object("find")));
    }

    private static Find find(Fields map) {
        return new Find(
                map.text("strategy"),
                map.isNull("preemptionBound") ? -1 : map.number("preemptionBound"),
                map.isNull("depth") ? 0 : map.number("depth"),
                map.isNull("seed") ? null : map.count("seed"),
                map.count("schedule"));
    }

    private static Counterexample found(Fields map) {
        return new Counterexample(
                constant(Verdict.class, map.text("verdict")),
                map.text("headline"),
                map.objects("cycle").stream().map(ReportedOutcomes::node).toList(),
                map.text("signature"),
                map.objects("schedule").stream().map(ReportedOutcomes::step).toList(),
                map.number("preemptions"),
                map.objects("tasks").stream().map(ReportedOutcomes::task).toList(),
                map.text("replay"));
    }

    private static CycleNode node(Fields map) {
        return switch (map.text("node")) {
            case "task" ->
                    new CycleNode.TaskNode(
                            map.text("name"),
                            map.number("pid"),
                            map.number("actor"),
                            map.text("site"),
                            map.text("waitsFor"),
                            map.number("sinceStep"));
            case "lock" ->
                    new CycleNode.LockNode(
                            map.text("name"),
                            map.text("kind"),
                            map.texts("heldBy"),
                            map.number("heldSinceStep"));
            case "event" ->
                    new CycleNode.EventNode(
                            map.text("name"),
                            map.text("kind"),
                            map.texts("deliveredBy"),
                            map.text("locatedIn"));
            case "host" ->
                    new CycleNode.HostNode(
                            map.text("name"), map.text("serves"), map.text("waitsFor"));
            default -> throw new IllegalArgumentException("node: " + map.text("node"));
        };
    }

    private static ScheduleStep step(Fields map) {
        return new ScheduleStep(
                map.number("step"),
                map.number("actor"),
                map.text("name"),
                constant(ScheduleStep.Change.class, map.text("change")),
                map.texts("operations"),
                map.numbers("enabled"));
    }

    private static TaskView task(Fields map) {
        return new TaskView(
                map.text("name"),
                map.number("pid"),
                map.number("actor"),
                map.text("state").charAt(0),
                map.text("site"),
                map.text("waitsFor"),
                map.objects("stack").stream()
                        .map(frame ->
                                new TaskView.Frame(frame.text("function"), frame.texts("locks")))
                        .toList(),
                map.truth("inCycle"));
    }

    /** An object of the document, whose fields have to be there and of their type. */
    private record Fields(Map<?, ?> map) {
        static Fields of(@Nullable Object value) {
            if (value instanceof Map<?, ?> map) {
                return new Fields(map);
            }
            throw new IllegalArgumentException("an object is missing");
        }

        private <T> T field(String name, Class<T> type) {
            Object value = map.get(name);
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException(name + ": missing or of another type");
            }
            return type.cast(value);
        }

        List<String> names() {
            return map.keySet().stream().map(String::valueOf).toList();
        }

        boolean isNull(String name) {
            return map.get(name) == null;
        }

        String text(String name) {
            return field(name, String.class);
        }

        boolean truth(String name) {
            return field(name, Boolean.class);
        }

        long count(String name) {
            return field(name, Long.class);
        }

        int number(String name) {
            return Math.toIntExact(count(name));
        }

        double real(String name) {
            return field(name, Number.class).doubleValue();
        }

        Fields object(String name) {
            return of(map.get(name));
        }

        List<Fields> objects(String name) {
            List<Fields> objects = new ArrayList<>();
            for (Object value : field(name, List.class)) {
                objects.add(of(value));
            }
            return objects;
        }

        List<String> texts(String name) {
            List<String> texts = new ArrayList<>();
            for (Object value : field(name, List.class)) {
                texts.add(String.valueOf(value));
            }
            return texts;
        }

        List<Integer> numbers(String name) {
            List<Integer> numbers = new ArrayList<>();
            for (Object value : field(name, List.class)) {
                numbers.add(Integer.valueOf(String.valueOf(value)));
            }
            return numbers;
        }
    }
}
