package dev.fuselage.cli.fetch;

import dev.fuselage.cli.UsageError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The entries of the system's own {@code sources.list(5)}: read, never written. */
final class SystemSources {

    private final Path list;
    private final Path parts;

    /**
     * @param list the file {@code sources.list}
     * @param parts the folder {@code sources.list.d}
     */
    SystemSources(Path list, Path parts) {
        this.list = list;
        this.parts = parts;
    }

    /** Entries that serve Debian, those first that will serve this suite most likely. */
    List<AptSource> debian(String suite) {
        List<AptSource> all = new ArrayList<>(oneLineEntries(list));
        for (Path part : parts()) {
            String name = String.valueOf(part.getFileName());
            all.addAll(name.endsWith(".list") ? oneLineEntries(part) : paragraphs(part));
        }
        List<AptSource> serving =
                all.stream()
                        .filter(AptSource::servesDebian)
                        .sorted(
                                Comparator.comparing((AptSource entry) ->
                                        !entry.isSignedByDebian() && !entry.names(suite)))
                        .toList();
        if (serving.stream().allMatch(entry -> entry.mirrors().isEmpty())) {
            throw new UsageError(
                    "fetch: no entry of "
                            + list
                            + " or "
                            + parts
                            + " serves Debian main: name a mirror with --mirror");
        }
        return serving;
    }

    private List<Path> parts() {
        try (Stream<Path> files = Files.list(parts)) {
            return files.filter(file -> file.toString().matches(".*\\.(list|sources)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<AptSource> oneLineEntries(Path file) {
        return lines(file).stream()
                .map(line -> line.replaceFirst("#.*", ""))
                .filter(line -> !line.isBlank())
                .map(AptSource::ofLine)
                .toList();
    }

    private static List<AptSource> paragraphs(Path file) {
        List<AptSource> entries = new ArrayList<>();
        List<String> paragraph = new ArrayList<>();
        for (String line : lines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                paragraph.add(line);
            } else if (line.isBlank() && !paragraph.isEmpty()) {
                entries.add(AptSource.ofParagraph(paragraph));
                paragraph.clear();
            }
        }
        if (!paragraph.isEmpty()) {
            entries.add(AptSource.ofParagraph(paragraph));
        }
        return entries;
    }

    /** Files that are missing, unreadable or no text have no entries: there may be others. */
    private static List<String> lines(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
