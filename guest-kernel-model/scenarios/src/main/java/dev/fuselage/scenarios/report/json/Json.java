package dev.fuselage.scenarios.report.json;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259): maps, lists, strings, numbers, booleans, null; keys in the map's order.
 */
public final class Json {

    private static final String STEP = "  ";

    private Json() {}

    /** In several lines, indented by two blanks. */
    public static String pretty(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value, "\n");
        return out.toString();
    }

    /** In one line without blanks. */
    public static String compact(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value, "");
        return out.toString();
    }

    private static void write(StringBuilder out, @Nullable Object value, String line) {
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> object(out, map, line);
            case List<?> list -> array(out, list, line);
            case Double number -> out.append(number(number));
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            default -> string(out, value.toString());
        }
    }

    private static void object(StringBuilder out, Map<?, ?> map, String line) {
        String inner = line.isEmpty() ? "" : line + STEP;
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            out.append(inner);
            string(out, String.valueOf(entry.getKey()));
            out.append(line.isEmpty() ? ":" : ": ");
            write(out, entry.getValue(), inner);
            out.append(entries.hasNext() ? "," : line);
        }
        out.append('}');
    }

    private static void array(StringBuilder out, List<?> list, String line) {
        String inner = line.isEmpty() ? "" : line + STEP;
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
            out.append(inner);
            write(out, list.get(i), inner);
            out.append(i + 1 < list.size() ? "," : line);
        }
        out.append(']');
    }

    /** Three decimals at most, so that the text does not depend on rounding noise. */
    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.replaceFirst("0+$", "").replaceFirst("\\.$", "");
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
