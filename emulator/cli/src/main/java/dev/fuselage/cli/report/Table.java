package dev.fuselage.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of words under titles; words to the left, numbers to the right. */
public final class Table {

    private final List<String[]> rows = new ArrayList<>();
    private final String aligned;

    /**
     * A table.
     *
     * @param aligned a letter a column: l to the left, r to the right
     */
    public Table(String aligned, String... titles) {
        this.aligned = aligned;
        rows.add(titles);
    }

    /** Adds a row with a word for each column. */
    public Table row(String... words) {
        if (words.length != aligned.length()) {
            throw new IllegalArgumentException(words.length + " words for " + aligned);
        }
        rows.add(words);
        return this;
    }

    /** All lines, each with its end. */
    public String text() {
        int[] widths = new int[aligned.length()];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String padding = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : "  ");
                line.append(aligned.charAt(i) == 'l' ? row[i] + padding : padding + row[i]);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
