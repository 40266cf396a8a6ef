package dev.fuselage.cli;

import java.util.Collection;

/** Finds the valid word that a user most likely meant. */
public final class Nearest {

    private Nearest() {}

    /**
     * The hint to append to a complaint about {@code word}: {@code " (did you mean X?)"}, or the
     * list of valid words when none is near.
     */
    public static String hint(String word, Collection<String> valid) {
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : valid) {
            int distance = distance(word, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        boolean near = bestDistance <= Math.max(1, Math.max(word.length(), best.length()) / 2);
        return near
                ? " (did you mean " + best + "?)"
                : " (valid: " + String.join(", ", valid) + ")";
    }

    /**
     * Edits (insert, delete, replace, swap of neighbours) that turn one word into the other:
     * Damerau's distance, restricted.
     */
    static int distance(String a, String b) {
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int edits =
                        Math.min(
                                Math.min(previous[j], current[j - 1]) + 1,
                                previous[j - 1] + (same ? 0 : 1));
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                current[j] = swapped ? Math.min(edits, beforePrevious[j - 2] + 1) : edits;
            }
            int[] spare = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = spare;
        }
        return previous[b.length()];
    }
}
