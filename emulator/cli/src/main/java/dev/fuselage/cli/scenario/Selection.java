package dev.fuselage.cli.scenario;

import dev.fuselage.cli.Nearest;
import dev.fuselage.cli.UsageError;
import dev.fuselage.scenarios.Catalogue;
import dev.fuselage.scenarios.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The scenarios that a user named, in the catalogue's order. */
final class Selection {
    private Selection() {}

    /** Those that any of the names or globs means; all if there are none. */
    static List<Scenario> of(List<String> globs) {
        List<Scenario> all = Catalogue.scenarios();
        if (globs.isEmpty()) {
            return all;
        }
        List<Pattern> patterns = globs.stream().map(Selection::pattern).toList();
        for (int i = 0; i < globs.size(); i++) {
            Pattern pattern = patterns.get(i);
            if (all.stream().noneMatch(one -> pattern.matcher(one.name()).matches())) {
                throw none(globs.get(i), pattern, all);
            }
        }
        return all.stream()
                .filter(one ->
                        patterns.stream()
                                .anyMatch(pattern -> pattern.matcher(one.name()).matches()))
                .toList();
    }

    /** The one of that name, which is no glob. */
    static Scenario one(String name) {
        List<Scenario> all = Catalogue.scenarios();
        for (Scenario scenario : all) {
            if (scenario.name().equals(name)) {
                return scenario;
            }
        }
        throw none(name, Pattern.compile(Pattern.quote(name)), all);
    }

    private static UsageError none(String glob, Pattern pattern, List<Scenario> all) {
        if (Catalogue.PLANNED.stream().anyMatch(name -> pattern.matcher(name).matches())) {
            return new UsageError(
                    glob + ": is planned: it needs what the modelled guest does not have yet");
        }
        List<String> names = new ArrayList<>(all.stream().map(Scenario::name).toList());
        if (names.isEmpty()) {
            return new UsageError(glob + ": no such scenario: there is none on the class path");
        }
        return new UsageError(glob + ": no such scenario" + Nearest.hint(glob, names));
    }

    /** {@code *} is any text, slashes included, and {@code ?} any character. */
    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        glob.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '*' -> regex.append(".*");
                        case '?' -> regex.append('.');
                        default -> regex.append(Pattern.quote(Character.toString(c)));
                    }
                });
        return Pattern.compile(regex.toString());
    }
}
