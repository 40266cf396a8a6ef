package dev.fuselage.scenarios;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of a scenario's parameters, in the order in which the scenario names them. */
public final class Parameters {
    private final Map<String, Integer> values;

    private Parameters(Map<String, Integer> values) {
        this.values = values;
    }

    /** Each parameter's standard value. */
    public static Parameters standard(List<Parameter> parameters) {
        Map<String, Integer> values = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            values.put(parameter.name(), parameter.standard());
        }
        return new Parameters(values);
    }

    /** The same with one other value; the caller has checked its range. */
    public Parameters with(String name, int value) {
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException("no parameter " + name + " in " + values.keySet());
        }
        Map<String, Integer> next = new LinkedHashMap<>(values);
        next.put(name, value);
        return new Parameters(next);
    }

    /** The value of a parameter that the scenario has. */
    public int get(String name) {
        Integer value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no parameter " + name + " in " + values.keySet());
        }
        return value;
    }

    /** The value of a parameter, or {@code otherwise} where the scenario does not have it. */
    public int get(String name, int otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** By name, in the scenario's order. */
    public Map<String, Integer> asMap() {
        return Collections.unmodifiableMap(values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parameters that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** "readers=1 queues=1". */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(name).append('=').append(value).append(' '));
        return text.toString().trim();
    }
}
