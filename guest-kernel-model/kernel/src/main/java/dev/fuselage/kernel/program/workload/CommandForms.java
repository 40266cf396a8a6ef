package dev.fuselage.kernel.program.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The words that commands take: how many, and what each must look like. */
final class CommandForms {
    private record Form(String usage, List<WordKind> words, int fewest) {}

    private final Map<String, List<Form>> forms = new LinkedHashMap<>();

    /**
     * Adds a command by its usage: {@link WordKind}s behind its name, optional ones in brackets. A
     * command may have several usages.
     */
    CommandForms add(String usage) {
        List<String> words = Words.of(usage);
        List<WordKind> kinds = new ArrayList<>();
        int fewest = 0;
        for (String word : words.subList(1, words.size())) {
            boolean optional = word.startsWith("[");
            fewest += optional ? 0 : 1;
            kinds.add(WordKind.valueOf(optional ? word.substring(1, word.length() - 1) : word));
        }
        forms.computeIfAbsent(words.getFirst(), k -> new ArrayList<>())
                .add(new Form(usage, kinds, fewest));
        return this;
    }

    /** Empty when the words fit; else why they do not. */
    String check(List<String> words) {
        if (words.isEmpty()) {
            return "is missing";
        }
        String command = words.getFirst();
        List<Form> known = forms.get(command);
        if (known == null) {
            return "'" + command + "' is unknown" + nearest(command);
        }
        String first = "";
        for (Form form : known) {
            String why = check(form, words);
            if (why.isEmpty()) {
                return "";
            }
            first = first.isEmpty() ? why : first;
        }
        return "'" + command + "'" + first;
    }

    private static String check(Form form, List<String> words) {
        int count = words.size() - 1;
        if (count < form.fewest || count > form.words.size()) {
            return " takes: " + form.usage;
        }
        for (int i = 0; i < count; i++) {
            WordKind kind = form.words.get(i);
            String word = words.get(i + 1);
            if (!kind.fits(word)) {
                return ": '%s' is not %s (%s)".formatted(word, kind.description(), form.usage);
            }
        }
        return "";
    }

    private String nearest(String word) {
        String best = "";
        int least = 3;
        for (String known : forms.keySet()) {
            int d = distance(word, known);
            if (d < least) {
                least = d;
                best = known;
            }
        }
        return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
