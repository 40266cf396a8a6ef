package dev.fuselage.scenarios.report;

import java.util.ArrayList;
import java.util.List;

/** Text of at most {@link #WIDTH} columns, line by line. */
final class Lines {
    /** Columns of a report. */
    static final int WIDTH = 100;

    private final StringBuilder text = new StringBuilder();

    /** One line as it is, without blanks at its end. */
    Lines add(String line) {
        text.append(line.stripTrailing()).append('\n');
        return this;
    }

    Lines blank() {
        text.append('\n');
        return this;
    }

    /** Words broken into lines; all but the first begin below the end of {@code head}. */
    Lines wrapped(String head, String words) {
        return wrapped(head, words, head.length());
    }

    /** Words broken into lines; all but the first are indented by so many blanks. */
    Lines wrapped(String head, String words, int indent) {
        String start = head;
        for (String line : broken(words, WIDTH - Math.max(head.length(), indent))) {
            add(start + line);
            start = " ".repeat(indent);
        }
        return this;
    }

    /** Breaks text at blanks; a word that is too long stays whole. */
    static List<String> broken(String words, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words.strip().split("\\s+", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** The text with blanks behind it up to a width. */
    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
