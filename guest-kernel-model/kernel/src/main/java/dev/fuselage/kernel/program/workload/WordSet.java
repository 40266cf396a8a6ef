package dev.fuselage.kernel.program.workload;

import java.util.LinkedHashMap;
import java.util.Map;

/** Words that stand for bits and may be joined by {@code |}; a number stands for itself. */
final class WordSet {
    private final Map<String, Integer> bits = new LinkedHashMap<>();

    WordSet with(String word, int value) {
        bits.put(word, value);
        return this;
    }

    /** The words there are. */
    String valid() {
        return String.join(" ", bits.keySet());
    }

    boolean fits(String words) {
        for (String word : Words.between('|', words)) {
            if (!bits.containsKey(word) && !isNumber(word)) {
                return false;
            }
        }
        return true;
    }

    /** The bits of words that fit. */
    int of(String words) {
        int all = 0;
        for (String word : Words.between('|', words)) {
            Integer known = bits.get(word);
            all |= known == null ? (int) (long) Long.decode(word) : known;
        }
        return all;
    }

    private static boolean isNumber(String word) {
        try {
            long number = Long.decode(word);
            return number >= 0 && number <= 0xffff_ffffL;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
