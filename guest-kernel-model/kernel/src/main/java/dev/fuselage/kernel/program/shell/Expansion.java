package dev.fuselage.kernel.program.shell;

import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Pattern;
import dev.fuselage.kernel.program.shell.CommandList.Word;
import java.util.ArrayList;
import java.util.List;

/** Turns words into arguments: {@code $?}, and patterns into the names they match. */
final class Expansion {

    private Expansion() {}

    /** The arguments of a command, in order; a pattern that matches nothing stands for itself. */
    static List<String> arguments(Libc c, List<Word> words, int status) {
        List<String> arguments = new ArrayList<>();
        for (Word word : words) {
            Word ready = word.wantsStatus() ? word.withStatus(status) : word;
            List<String> names = ready.isPattern() ? matches(c, ready) : List.of();
            if (names.isEmpty()) {
                arguments.add(ready.text());
            } else {
                arguments.addAll(names);
            }
        }
        return arguments;
    }

    private static List<String> matches(Libc c, Word word) {
        List<String> found = List.of(word.pattern().startsWith("/") ? "/" : "");
        List<String> parts = parts(word.pattern());
        for (int i = 0; i < parts.size(); i++) {
            List<String> next = new ArrayList<>();
            boolean last = i == parts.size() - 1;
            for (String prefix : found) {
                step(c, prefix, parts.get(i), last, next);
            }
            found = next;
        }
        return found;
    }

    private static List<String> parts(String pattern) {
        List<String> parts = new ArrayList<>(List.of(pattern.split("/+", -1)));
        if (parts.get(0).isEmpty()) {
            parts.removeFirst();
        }
        return parts;
    }

    /** Appends one component of the pattern to a path found so far. */
    private static void step(Libc c, String prefix, String part, boolean last, List<String> found) {
        if (!new Word(part, part).isPattern()) {
            String path = append(prefix, part.replaceAll("\\\\(.)", "$1"));
            if (!last || c.exists(path)) {
                found.add(path);
            }
            return;
        }
        List<DirectoryEntry> entries = new ArrayList<>();
        if (c.readDirectory(prefix.isEmpty() ? "." : prefix, entries) < 0) {
            return;
        }
        Pattern pattern = new Pattern(part);
        List<String> names = new ArrayList<>();
        for (DirectoryEntry entry : entries) {
            boolean hidden = entry.name().startsWith(".") && !part.startsWith(".");
            if (!hidden && pattern.matches(entry.name())) {
                names.add(entry.name());
            }
        }
        names.sort(null);
        for (String name : names) {
            found.add(append(prefix, name));
        }
    }

    private static String append(String prefix, String name) {
        return prefix.isEmpty() ? name : PathText.join(prefix, name);
    }
}
