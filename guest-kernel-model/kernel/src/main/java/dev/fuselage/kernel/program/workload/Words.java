package dev.fuselage.kernel.program.workload;

import java.util.ArrayList;
import java.util.List;

/** The words of a line. */
final class Words {
    private Words() {}

    /** What stands between white space. */
    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= line.length(); i++) {
            boolean blank = i == line.length() || Character.isWhitespace(line.charAt(i));
            if (blank && start >= 0) {
                words.add(line.substring(start, i));
                start = -1;
            } else if (!blank && start < 0) {
                start = i;
            }
        }
        return words;
    }
}
