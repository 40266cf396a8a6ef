package dev.fuselage.kernel.program.workload;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The words a command takes: how many, and what to call them in a message. */
final class CommandForms {
    private record Form(String usage, int fewest, int most) {}

    private final Map<String, Form> forms = new LinkedHashMap<>();

    /** Adds a command by its usage, in which optional words stand in brackets. */
    CommandForms add(String usage) {
        List<String> words = Words.of(usage);
        int fewest = 0;
        for (String word : words.subList(1, words.size())) {
            fewest += word.startsWith("[") ? 0 : 1;
        }
        forms.put(words.getFirst(), new Form(usage, fewest, words.size() - 1));
        return this;
    }

    /** Empty when the words fit; else why they do not. */
    String check(List<String> words) {
        if (words.isEmpty()) {
            return "is missing";
        }
        Form form = forms.get(words.getFirst());
        if (form == null) {
            return "'" + words.getFirst() + "' is unknown" + nearest(words.getFirst());
        }
        int count = words.size() - 1;
        if (count < form.fewest || count > form.most) {
            return "'" + words.getFirst() + "' takes: " + form.usage;
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
