package dev.fuselage.cli.fetch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A package as its archive describes it.
 *
 * @param fields those of its control paragraph, on one line each
 */
record DebianPackage(Map<String, String> fields) {

    private static final Pattern ALTERNATIVES = Pattern.compile("[,|]");

    /** Packages of the paragraphs that {@code apt-cache show} prints. */
    static List<DebianPackage> read(List<String> lines) {
        List<DebianPackage> packages = new ArrayList<>();
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            if (line.startsWith("Package: ")) {
                fields = new LinkedHashMap<>();
                packages.add(new DebianPackage(fields));
            }
            if (colon > 0 && !line.startsWith(" ")) {
                fields.put(line.substring(0, colon), line.substring(colon + 2).strip());
            }
        }
        return packages;
    }

    String name() {
        return fields.getOrDefault("Package", "");
    }

    String version() {
        return fields.getOrDefault("Version", "");
    }

    String sha256() {
        return fields.getOrDefault("SHA256", "");
    }

    /** The first package it depends on whose name begins so; empty when there is none. */
    String dependency(String prefix) {
        for (String alternative : ALTERNATIVES.split(fields.getOrDefault("Depends", ""), -1)) {
            String name = alternative.strip().replaceFirst("[ (:].*", "");
            if (name.startsWith(prefix)) {
                return name;
            }
        }
        return "";
    }
}
