package dev.fuselage.cli.trace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The outcome of comparing recordings after normalisation.
 *
 * @param compared files looked at on both sides
 * @param equal how many of them say the same
 * @param differences one text per file that differs or is missing on one side
 */
public record TraceComparison(int compared, int equal, List<String> differences) {
    private static final int CONTEXT = 5;

    /** A copy that nobody changes. */
    public TraceComparison {
        differences = List.copyOf(differences);
    }

    /** Whether nothing differs. */
    public boolean isEqual() {
        return differences.isEmpty();
    }

    /**
     * Compares two {@code .trace} or {@code .result} files, or two folders of them by file name.
     *
     * @throws IOException when something cannot be read
     */
    public static TraceComparison of(Path expected, Path actual) throws IOException {
        if (Files.isDirectory(expected) != Files.isDirectory(actual)) {
            throw new IOException(
                    expected + " and " + actual + ": one is a folder, the other is not");
        }
        if (!Files.isDirectory(expected)) {
            String difference = difference(actual.toString(), read(expected), read(actual));
            return new TraceComparison(
                    1,
                    difference.isEmpty() ? 1 : 0,
                    difference.isEmpty() ? List.of() : List.of(difference));
        }
        return folders(expected, actual);
    }

    private static TraceComparison folders(Path expected, Path actual) throws IOException {
        TreeSet<String> names = recordings(expected);
        TreeSet<String> present = recordings(actual);
        names.addAll(present);
        List<String> differences = new ArrayList<>();
        int compared = 0;
        int equal = 0;
        for (String name : names) {
            Path e = expected.resolve(name);
            Path a = actual.resolve(name);
            if (!Files.exists(e) || !Files.exists(a)) {
                differences.add(name + ": only in " + (Files.exists(e) ? expected : actual));
                continue;
            }
            compared++;
            String difference = difference(name, read(e), read(a));
            if (difference.isEmpty()) {
                equal++;
            } else {
                differences.add(difference);
            }
        }
        return new TraceComparison(compared, equal, differences);
    }

    /** The first difference in words with five lines before it and after it, or an empty text. */
    public static String difference(String name, List<String> expected, List<String> actual) {
        List<String> want = TraceNormaliser.normalise(expected);
        List<String> have = TraceNormaliser.normalise(actual);
        int at = 0;
        while (at < want.size() && at < have.size() && want.get(at).equals(have.get(at))) {
            at++;
        }
        if (at == want.size() && at == have.size()) {
            return "";
        }
        StringBuilder text =
                new StringBuilder(name)
                        .append(": first difference at line ")
                        .append(at + 1)
                        .append('\n');
        for (int i = Math.max(0, at - CONTEXT); i < at; i++) {
            text.append("  ").append(want.get(i)).append('\n');
        }
        side(text, "- ", want, at);
        side(text, "+ ", have, at);
        return text.toString();
    }

    private static void side(StringBuilder text, String mark, List<String> lines, int at) {
        if (at >= lines.size()) {
            text.append(mark).append("(end)\n");
        }
        for (int i = at; i < Math.min(lines.size(), at + CONTEXT + 1); i++) {
            text.append(mark).append(lines.get(i)).append('\n');
        }
    }

    private static TreeSet<String> recordings(Path folder) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (name.endsWith(".trace") || name.endsWith(".result")) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static List<String> read(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.UTF_8);
    }
}
