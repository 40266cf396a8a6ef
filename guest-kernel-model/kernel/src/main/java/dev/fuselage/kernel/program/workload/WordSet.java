package dev.fuselage.kernel.program.workload;

import java.util.LinkedHashMap;
import java.util.Map;

/** Words that stand for bits and may be joined by {@code |}. */
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
            if (!bits.containsKey(word)) {
                return false;
            }
        }
        return true;
    }

    /** The bits of words that fit. */
    int of(String words) {
        int all = 0;
        for (String word : Words.between('|', words)) {
            all |= bits.getOrDefault(word, 0);
        }
        return all;
    }
}
