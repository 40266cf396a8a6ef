package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Quote;
import java.util.List;

/**
 * What {@code find} does with each file: tests and actions joined by {@code -a}, {@code -o}, {@code
 * !} and parentheses, and the options among them, which hold for the whole walk.
 */
final class FindExpression {

    private final List<String> words;
    private final FindTests tests;
    private final FindActions actions;
    private int at;
    private int minDepth;
    private int maxDepth = Integer.MAX_VALUE;
    private boolean depthFirst;
    private boolean oneFileSystem;
    private FindNode root = file -> true;

    private FindExpression(Libc c, List<String> words) {
        this.words = words;
        this.tests = new FindTests(c);
        this.actions = new FindActions(c);
    }

    /** Reads an expression; relative times count from now. */
    static FindExpression parse(Libc c, List<String> words) throws BadUsage {
        FindExpression e = new FindExpression(c, words);
        FindNode root = words.isEmpty() ? file -> true : e.alternatives();
        if (e.at < words.size()) {
            throw BadUsage.ofValue("you have too many ')'");
        }
        e.root = e.actions.any() ? root : root.and(e.actions.print());
        return e;
    }

    // ---- grammar: alternatives of sequences of terms

    private FindNode alternatives() throws BadUsage {
        FindNode node = sequence();
        while (take("-o", "-or")) {
            node = node.or(sequence());
        }
        return node;
    }

    private FindNode sequence() throws BadUsage {
        FindNode node = term();
        while (at < words.size() && !next("-o", "-or", ")")) {
            boolean _ = take("-a", "-and");
            node = node.and(term());
        }
        return node;
    }

    private FindNode term() throws BadUsage {
        if (at == words.size() || next("-o", "-or", "-a", "-and", ")")) {
            throw BadUsage.ofValue(nothingHere());
        }
        if (take("!", "-not")) {
            return term().negate();
        }
        if (take("(")) {
            FindNode inside = alternatives();
            if (!take(")")) {
                throw BadUsage.ofValue(
                        "invalid expression; I was expecting to find a ')' somewhere but did not see one.");
            }
            return inside;
        }
        return primary(words.get(at++));
    }

    private String nothingHere() {
        if (at == words.size()) {
            return "expected an expression after " + Quote.name(words.getLast());
        }
        String word = words.get(at);
        return word.equals(")")
                ? "invalid expression; empty parentheses are not allowed."
                : "invalid expression; you have used a binary operator "
                        + Quote.name(word)
                        + " with nothing before it.";
    }

    private boolean next(String... any) {
        return at < words.size() && List.of(any).contains(words.get(at));
    }

    private boolean take(String... any) {
        boolean found = next(any);
        at += found ? 1 : 0;
        return found;
    }

    // ---- words

    private FindNode primary(String word) throws BadUsage {
        switch (word) {
            case "-maxdepth" -> maxDepth = depth(word, value(word));
            case "-mindepth" -> minDepth = depth(word, value(word));
            case "-depth", "-d" -> depthFirst = true;
            case "-xdev", "-mount" -> oneFileSystem = true;
            default -> {
                return testOrAction(word);
            }
        }
        return file -> true;
    }

    private FindNode testOrAction(String word) throws BadUsage {
        if (!word.startsWith("-")) {
            throw BadUsage.ofValue("paths must precede expression: `" + word + "'");
        }
        if (word.equals("-exec")) {
            int end = at;
            while (end < words.size()
                    && !words.get(end).equals(";")
                    && !(words.get(end).equals("+") && words.get(end - 1).equals("{}"))) {
                end++;
            }
            if (end == words.size() || end == at) {
                throw BadUsage.ofValue("missing argument to `-exec'");
            }
            FindNode exec = actions.exec(words.subList(at, end), words.get(end).equals("+"));
            at = end + 1;
            return exec;
        }
        if (word.equals("-delete")) {
            // Contents first, or no directory could go.
            depthFirst = true;
        }
        FindNode node =
                FindActions.takesValue(word) ? actions.of(word, value(word)) : actions.of(word, "");
        if (node == null) {
            node = tests.of(word, FindTests.takesValue(word) ? value(word) : "");
        }
        if (node == null) {
            throw BadUsage.ofValue("unknown predicate `" + word + "'");
        }
        return node;
    }

    private String value(String word) throws BadUsage {
        if (at == words.size()) {
            throw BadUsage.ofValue("missing argument to `" + word + "'");
        }
        return words.get(at++);
    }

    private static int depth(String word, String value) throws BadUsage {
        if (!value.matches("\\d{1,9}")) {
            throw BadUsage.ofValue(
                    "Expected a positive decimal integer argument to "
                            + word
                            + ", but got "
                            + Quote.name(value));
        }
        return Integer.parseInt(value);
    }

    // ---- what the walk asks

    /** Does what is to be done with a file that is deep enough. */
    void apply(FoundFile file) {
        if (file.depth >= minDepth) {
            boolean _ = root.holds(file);
        }
    }

    /** Ends what has gathered up; exit status of the actions, 0 or 1. */
    int finish() {
        return actions.finish();
    }

    boolean isOver() {
        return actions.hasQuit();
    }

    int maxDepth() {
        return maxDepth;
    }

    /** Whether a directory comes after what is in it. */
    boolean depthFirst() {
        return depthFirst;
    }

    /** Whether mounts are not entered. */
    boolean oneFileSystem() {
        return oneFileSystem;
    }
}
