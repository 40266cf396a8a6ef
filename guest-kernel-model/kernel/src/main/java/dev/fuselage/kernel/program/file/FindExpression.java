package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.ModeText;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Pattern;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.program.libc.SizeText;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.List;

/** What {@code find} looks for: tests that must all hold, and what to do with what it finds. */
final class FindExpression {

    @FunctionalInterface
    private interface Test {
        boolean holds(Libc c, String path, Kstat stat);
    }

    private final List<Test> tests = new ArrayList<>();
    private int minDepth;
    private int maxDepth = Integer.MAX_VALUE;
    private boolean print;
    private boolean delete;

    static FindExpression parse(List<String> words) throws BadUsage {
        FindExpression e = new FindExpression();
        boolean negated = false;
        int i = 0;
        while (i < words.size()) {
            String word = words.get(i++);
            if (word.equals("!") || word.equals("-not")) {
                negated = !negated;
                continue;
            }
            boolean valued =
                    List.of("-name", "-path", "-type", "-size", "-maxdepth", "-mindepth")
                            .contains(word);
            if (valued && i == words.size()) {
                throw new BadUsage("missing argument to '" + word + "'");
            }
            Test test = e.word(word, valued ? words.get(i++) : "");
            boolean not = negated;
            e.tests.add((c, path, stat) -> test.holds(c, path, stat) != not);
            negated = false;
        }
        return e;
    }

    private Test word(String word, String value) throws BadUsage {
        switch (word) {
            case "-maxdepth" -> maxDepth = depth(word, value);
            case "-mindepth" -> minDepth = depth(word, value);
            case "-print" -> print = true;
            case "-delete" -> delete = true;
            case "-a", "-and" -> {}
            default -> {
                return test(word, value);
            }
        }
        return (c, path, stat) -> true;
    }

    private static Test test(String word, String value) throws BadUsage {
        return switch (word) {
            case "-name" -> {
                Pattern pattern = new Pattern(value);
                yield (c, path, stat) -> pattern.matches(PathText.base(path));
            }
            case "-path" -> {
                Pattern pattern = new Pattern(value);
                yield (c, path, stat) -> pattern.matches(path);
            }
            case "-type" -> type(value);
            case "-size" -> size(value);
            case "-empty" -> FindExpression::isEmpty;
            default -> throw new BadUsage("unknown predicate " + Quote.name(word));
        };
    }

    private static int depth(String word, String value) throws BadUsage {
        if (!value.matches("\\d{1,9}")) {
            throw new BadUsage(
                    "Expected a positive decimal integer argument to "
                            + word
                            + ", but got "
                            + Quote.name(value));
        }
        return Integer.parseInt(value);
    }

    private static Test type(String value) throws BadUsage {
        if (!value.matches("[bcdpfls]")) {
            throw new BadUsage("Unknown argument to -type: " + value);
        }
        char letter = value.equals("f") ? '-' : value.charAt(0);
        return (c, path, stat) -> ModeText.typeLetter(stat.mode) == letter;
    }

    /** Sizes are rounded up to the unit, 512 bytes without one. */
    private static Test size(String value) throws BadUsage {
        boolean signed = value.startsWith("+") || value.startsWith("-");
        String number = signed ? value.substring(1) : value;
        String digits = number.replaceAll("[ckMG]$", "");
        long unit =
                number.equals(digits)
                        ? 512
                        : SizeText.parse("1" + number.substring(digits.length()));
        long wanted = SizeText.parse(digits);
        if (wanted < 0 || !digits.matches("\\d+")) {
            throw new BadUsage("Invalid argument '" + value + "' to -size");
        }
        return (c, path, stat) -> {
            int compared = Long.compare(Math.ceilDiv(stat.size, unit), wanted);
            return signed ? compared == (value.startsWith("+") ? 1 : -1) : compared == 0;
        };
    }

    private static boolean isEmpty(Libc c, String path, Kstat stat) {
        if (!Mode.isDirectory(stat.mode)) {
            return Mode.isRegular(stat.mode) && stat.size == 0;
        }
        List<DirectoryEntry> entries = new ArrayList<>();
        return c.readDirectory(path, entries) >= 0
                && entries.stream().allMatch(DirectoryEntry::isDotOrDotDot);
    }

    boolean matches(Libc c, String path, Kstat stat) {
        for (Test test : tests) {
            if (!test.holds(c, path, stat)) {
                return false;
            }
        }
        return true;
    }

    int minDepth() {
        return minDepth;
    }

    int maxDepth() {
        return maxDepth;
    }

    boolean prints() {
        return print || !delete;
    }

    boolean deletes() {
        return delete;
    }
}
