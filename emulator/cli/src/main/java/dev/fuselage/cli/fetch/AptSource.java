package dev.fuselage.cli.fetch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One entry of {@code sources.list(5)} in either of its two forms, as far as it matters here.
 *
 * @param fields values by the names of the deb822 form, in lower case
 */
record AptSource(Map<String, String> fields) {

    /** A comma joins the values of an option in the one-line form, a space in the other. */
    private static final List<String> LISTS = List.of("arch", "lang", "target");

    /** The entry of a line {@code deb [option=value ...] URI SUITE COMPONENT...}. */
    static AptSource ofLine(String line) {
        String text = line.strip();
        Map<String, String> fields = new LinkedHashMap<>();
        int open = text.indexOf('[');
        int close = text.indexOf(']', Math.max(0, open));
        if (open > 0 && close > 0 && text.substring(0, open).strip().matches("deb|deb-src")) {
            for (String option : words(text.substring(open + 1, close))) {
                int equals = option.indexOf('=');
                if (equals > 0) {
                    String name = option.substring(0, equals).toLowerCase(Locale.ROOT);
                    String value = option.substring(equals + 1);
                    fields.put(name, LISTS.contains(name) ? value.replace(',', ' ') : value);
                }
            }
            text = text.substring(0, open) + text.substring(close + 1);
        }
        List<String> words = words(text);
        fields.put("types", words.get(0));
        fields.put("uris", words.size() > 1 ? words.get(1) : "");
        fields.put("suites", words.size() > 2 ? words.get(2) : "");
        fields.put(
                "components",
                String.join(" ", words.subList(Math.min(3, words.size()), words.size())));
        return new AptSource(fields);
    }

    /** The entry of a paragraph of {@code Name: value} lines; those that begin blank go on. */
    static AptSource ofParagraph(List<String> lines) {
        Map<String, String> fields = new LinkedHashMap<>();
        String name = "";
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (Character.isWhitespace(line.charAt(0))) {
                fields.merge(name, line, (value, more) -> value + "\n" + more);
            } else if (colon > 0) {
                name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                fields.put(name, line.substring(colon + 1).strip());
            }
        }
        return new AptSource(fields);
    }

    private static List<String> words(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? List.of("") : List.of(stripped.split("\\s+"));
    }

    private String value(String name) {
        return fields.getOrDefault(name, "");
    }

    /** Whether this is about binary packages of Debian's own main component. */
    boolean servesDebian() {
        return words(value("types")).contains("deb")
                && !value("enabled").matches("(?i)no|false|without|off|disable")
                && words(value("components")).contains("main")
                && words(value("suites")).stream().anyMatch(DebianSuites::contain);
    }

    /** Whether the entry is about this suite itself. */
    boolean names(String suite) {
        return words(value("suites")).contains(suite);
    }

    /** The keys that verify it: files, fingerprints or keys; empty for those apt itself trusts. */
    String signedBy() {
        return value("signed-by");
    }

    /** Whether Debian's own keyring is to verify it. */
    boolean isSignedByDebian() {
        return signedBy().contains("debian-archive-");
    }

    /** Its mirrors that a network or a file system holds. */
    List<String> mirrors() {
        return words(value("uris")).stream()
                .filter(uri -> uri.contains(":") && !uri.startsWith("cdrom:"))
                .toList();
    }

    /** An entry for a mirror that a user names. */
    static AptSource ofMirror(String mirror) {
        return new AptSource(Map.of("uris", mirror));
    }

    /**
     * The paragraph that gives apt one suite for riscv64 from a mirror, trusted as far as this
     * entry is.
     *
     * @param signedBy the keys that verify it; empty for those apt itself trusts
     */
    String paragraph(String mirror, String suite, String signedBy) {
        List<String> lines = new ArrayList<>();
        lines.add("Types: deb");
        lines.add("URIs: " + mirror);
        lines.add("Suites: " + suite);
        lines.add("Components: main");
        lines.add("Architectures: riscv64");
        lines.add("Languages: none");
        lines.add("Targets: Packages");
        if (!signedBy.isEmpty()) {
            lines.add("Signed-By: " + signedBy);
        }
        for (String name : List.of("Trusted", "Check-Valid-Until")) {
            if (!value(name.toLowerCase(Locale.ROOT)).isEmpty()) {
                lines.add(name + ": " + value(name.toLowerCase(Locale.ROOT)));
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
