package dev.fuselage.cli.scenario;

import dev.fuselage.cli.Nearest;
import dev.fuselage.cli.UsageError;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sizes that a user or a token gives; each scenario takes those that it has. */
final class Sizes {
    private final String option;
    private final Map<String, Integer> values;

    private Sizes(String option, Map<String, Integer> values) {
        this.option = option;
        this.values = values;
    }

    /** Reads {@code NAME=N}, of which some scenario has to have each name. */
    static Sizes of(String option, List<String> texts, List<Scenario> scenarios) {
        Map<String, Integer> values = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new UsageError(option + ": '" + text + "' is no size: write NAME=N");
            }
            try {
                values.put(text.substring(0, equals), Integer.parseInt(text.substring(equals + 1)));
            } catch (NumberFormatException e) {
                throw new UsageError(option + ": '" + text + "': the value is not a whole number");
            }
        }
        return of(option, values, scenarios);
    }

    /** Checks names and ranges. */
    static Sizes of(String option, Map<String, Integer> values, List<Scenario> scenarios) {
        Set<String> known = new LinkedHashSet<>();
        scenarios.forEach(one -> one.parameters().forEach(size -> known.add(size.name())));
        for (String name : values.keySet()) {
            if (known.isEmpty()) {
                throw new UsageError(option + ": " + name + ": there is no size to set");
            }
            if (!known.contains(name)) {
                throw new UsageError(
                        option + ": unknown size '" + name + "'" + Nearest.hint(name, known));
            }
        }
        return new Sizes(option, values);
    }

    /** The sizes of one scenario. */
    Parameters of(Scenario scenario) {
        Parameters sizes = Parameters.standard(scenario.parameters());
        for (Map.Entry<String, Integer> entry : values.entrySet()) {
            Optional<Parameter> size =
                    scenario.parameters().stream()
                            .filter(one -> one.name().equals(entry.getKey()))
                            .findFirst();
            if (size.isPresent()) {
                check(size.get(), entry.getValue(), scenario);
                sizes = sizes.with(entry.getKey(), entry.getValue());
            }
        }
        return sizes;
    }

    private void check(Parameter size, int value, Scenario scenario) {
        if (value < size.least() || value > size.most()) {
            throw new UsageError(
                    "%s: %s=%d: of %s it is from %d to %d"
                            .formatted(
                                    option,
                                    size.name(),
                                    value,
                                    scenario.name(),
                                    size.least(),
                                    size.most()));
        }
    }
}
