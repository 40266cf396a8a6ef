package dev.fuselage.scenarios.explore;

import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One schedule in a line that fits into the title of an issue: {@code
 * dl1:virtiofs.async-reply-page-lock:buggy:pages=2:a1f4c2}.
 *
 * <p>Fields are separated by colons: the version; the scenario's name with a dot for its slash; the
 * variant; parameters that differ from the standard ones, separated by commas, empty if none; and
 * the runs of the schedule. A run is the actor's letter, {@code a} for the first to appear, {@code
 * A} for the twenty-seventh, and how many steps it took, left out for 1. A choice that an actor
 * made within its step and that was not the first is {@code .} and its number after the run in
 * whose last step it was made.
 *
 * @param scenario the scenario's name
 * @param parameters those given in the token, by name
 * @param runs the schedule
 */
public record ReplayToken(
        String scenario, Variant variant, Map<String, Integer> parameters, List<Run> runs) {
    private static final String VERSION = "dl1";
    private static final int LETTERS = 26;

    /** Most actors of a schedule that a token can name. */
    public static final int MOST_ACTORS = 2 * LETTERS;

    private static final Pattern RUN = Pattern.compile("([a-zA-Z])(\\d{0,9})((?:\\.\\d{1,9})*)");

    /**
     * Steps of one actor in a row.
     *
     * @param actor in order of first appearance, from 0
     * @param steps from 1
     * @param choices what it chose within the last of them, in order; empty if only first choices
     */
    public record Run(int actor, int steps, List<Integer> choices) {}

    /** The token of a schedule; parameters that are standard are left out. */
    public static ReplayToken of(
            Scenario scenario, Variant variant, Parameters parameters, List<Run> runs) {
        Map<String, Integer> standard = Parameters.standard(scenario.parameters()).asMap();
        Map<String, Integer> others = new LinkedHashMap<>();
        parameters
                .asMap()
                .forEach((name, value) -> {
                    if (!value.equals(standard.get(name))) {
                        others.put(name, value);
                    }
                });
        return new ReplayToken(scenario.name(), variant, others, List.copyOf(runs));
    }

    /**
     * Reads a token.
     *
     * @throws IllegalArgumentException when it is none; the message says what is wrong with it
     */
    public static ReplayToken parse(String text) {
        String[] fields = text.strip().split(":", -1);
        if (!fields[0].equals(VERSION)) {
            throw new IllegalArgumentException(
                    "a token starts with %s:, not with %s:".formatted(VERSION, fields[0]));
        }
        if (fields.length != 5) {
            throw new IllegalArgumentException(
                    "a token has 5 fields (dl1:SCENARIO:VARIANT:PARAMETERS:SCHEDULE), not "
                            + fields.length);
        }
        return new ReplayToken(
                fields[1].replace('.', '/'),
                variant(fields[2]),
                parameters(fields[3]),
                runs(fields[4]));
    }

    private static Variant variant(String word) {
        for (Variant variant : Variant.values()) {
            if (variant.word().equals(word)) {
                return variant;
            }
        }
        throw new IllegalArgumentException("no variant " + word + ": it is buggy or fixed");
    }

    private static Map<String, Integer> parameters(String text) {
        Map<String, Integer> values = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return values;
        }
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1 || !pair.substring(equals + 1).matches("\\d{1,9}")) {
                throw new IllegalArgumentException(
                        "a parameter is NAME=NUMBER, not \"" + pair + "\"");
            }
            values.put(pair.substring(0, equals), Integer.parseInt(pair.substring(equals + 1)));
        }
        return values;
    }

    private static List<Run> runs(String text) {
        List<Run> runs = new ArrayList<>();
        Matcher matcher = RUN.matcher(text);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            int steps = matcher.group(2).isEmpty() ? 1 : Integer.parseInt(matcher.group(2));
            if (steps < 1) {
                throw new IllegalArgumentException(
                        "a run of no steps at \"" + matcher.group() + '"');
            }
            List<Integer> choices = new ArrayList<>();
            for (String choice : matcher.group(3).split("\\.", -1)) {
                if (!choice.isEmpty()) {
                    choices.add(Integer.parseInt(choice));
                }
            }
            runs.add(new Run(actor(matcher.group(1).charAt(0)), steps, List.copyOf(choices)));
            end = matcher.end();
        }
        if (end != text.length()) {
            throw new IllegalArgumentException(
                    "no schedule from \"%s\" on".formatted(text.substring(end)));
        }
        return runs;
    }

    private static int actor(char letter) {
        return Character.isUpperCase(letter) ? LETTERS + letter - 'A' : letter - 'a';
    }

    static char letter(int actor) {
        return (char) (actor < LETTERS ? 'a' + actor : 'A' + actor - LETTERS);
    }

    /** The last field alone. */
    public String schedule() {
        StringBuilder text = new StringBuilder();
        for (Run run : runs) {
            text.append(letter(run.actor()));
            if (run.steps() != 1) {
                text.append(run.steps());
            }
            run.choices().forEach(choice -> text.append('.').append(choice));
        }
        return text.toString();
    }

    /** The token. */
    @Override
    public String toString() {
        StringBuilder values = new StringBuilder();
        parameters.forEach((name, value) ->
                values.append(values.isEmpty() ? "" : ",").append(name).append('=').append(value));
        return String.format(
                Locale.ROOT,
                "%s:%s:%s:%s:%s",
                VERSION,
                scenario.replace('/', '.'),
                variant.word(),
                values,
                schedule());
    }
}
