package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.report.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** As much of JSON Schema (draft 2020-12) as our schemas use; another keyword is refused. */
final class JsonSchema {
    private static final Set<String> KNOWN =
            Set.of(
                    "$schema",
                    "$id",
                    "$comment",
                    "$defs",
                    "$ref",
                    "title",
                    "type",
                    "const",
                    "enum",
                    "pattern",
                    "properties",
                    "required",
                    "additionalProperties",
                    "items",
                    "anyOf");

    private final Map<?, ?> root;

    private JsonSchema(Map<?, ?> root) {
        this.root = root;
    }

    static JsonSchema load(String resource) throws IOException {
        try (InputStream in = JsonSchema.class.getResourceAsStream(resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new JsonSchema(object(JsonReader.read(text)));
        }
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    /** What is wrong with a document, each with its place; empty when nothing is. */
    List<String> complaints(String json) {
        List<String> complaints = new ArrayList<>();
        check(root, JsonReader.read(json), "", complaints);
        return complaints;
    }

    private void check(Map<?, ?> schema, @Nullable Object value, String at, List<String> out) {
        for (Object keyword : schema.keySet()) {
            if (!KNOWN.contains(keyword)) {
                throw new IllegalArgumentException("keyword " + keyword);
            }
        }
        if (schema.get("$ref") instanceof String reference) {
            check(resolve(reference), value, at, out);
        }
        Object type = schema.get("type");
        if (type != null && !hasType(type, value)) {
            out.add(at + " is no " + type);
        }
        if (schema.containsKey("const") && !schema.get("const").equals(value)) {
            out.add(at + " is not " + schema.get("const"));
        }
        if (schema.get("enum") instanceof List<?> values && !values.contains(value)) {
            out.add(at + " is none of " + values);
        }
        if (schema.get("pattern") instanceof String pattern
                && value instanceof String text
                && !java.util.regex.Pattern.compile(pattern).matcher(text).find()) {
            out.add(at + " does not match " + pattern);
        }
        if (schema.get("anyOf") instanceof List<?> choices
                && choices.stream().noneMatch(one -> fits((Map<?, ?>) one, value))) {
            out.add(at + " fits none of the alternatives");
        }
        if (value instanceof Map<?, ?> object) {
            members(schema, object, at, out);
        }
        if (value instanceof List<?> list && schema.get("items") instanceof Map<?, ?> items) {
            for (int i = 0; i < list.size(); i++) {
                check(items, list.get(i), at + "/" + i, out);
            }
        }
    }

    private boolean fits(Map<?, ?> schema, @Nullable Object value) {
        List<String> complaints = new ArrayList<>();
        check(schema, value, "", complaints);
        return complaints.isEmpty();
    }

    private void members(Map<?, ?> schema, Map<?, ?> object, String at, List<String> out) {
        if (schema.get("required") instanceof List<?> required) {
            required.stream()
                    .filter(name -> !object.containsKey(name))
                    .forEach(name -> out.add(at + "/" + name + " is missing"));
        }
        Map<?, ?> properties =
                schema.get("properties") instanceof Map<?, ?> known ? known : Map.of();
        object.forEach((name, value) -> {
            if (properties.get(name) instanceof Map<?, ?> property) {
                check(property, value, at + "/" + name, out);
            } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
                out.add(at + "/" + name + " is not known");
            }
        });
    }

    private Map<?, ?> resolve(String reference) {
        Map<?, ?> schema = root;
        for (String step : reference.substring("#/".length()).split("/", -1)) {
            schema = object(schema.get(step));
        }
        return schema;
    }

    private static boolean hasType(Object type, @Nullable Object value) {
        if (type instanceof List<?> choices) {
            return choices.stream().anyMatch(choice -> hasType(choice, value));
        }
        return switch (String.valueOf(type)) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Long;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            case "null" -> value == null;
            default -> throw new IllegalArgumentException("type " + type);
        };
    }
}
