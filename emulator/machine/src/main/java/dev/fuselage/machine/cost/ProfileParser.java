package dev.fuselage.machine.cost;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads a profile: lines of {@code key = whole number}, comments from {@code #}, blank lines.
 * Stricter than {@link java.util.Properties}, which takes a misspelt key or a second price in
 * silence.
 */
final class ProfileParser {
    private static final int CLOCK = Cost.values().length;

    /** Keys by position: that of a cost is its index, the clock's comes after. */
    private static final List<String> KEYS =
            Stream.concat(
                            Arrays.stream(Cost.values()).map(Cost::key),
                            Stream.of(CostProfile.CLOCK_KEY))
                    .toList();

    private final String source;
    private final BitSet seen = new BitSet();
    private final long[] values = new long[CLOCK + 1];

    ProfileParser(String source) {
        this.source = source;
    }

    /** A text that prices everything. */
    CostProfile parseWhole(String text) {
        parse(text);
        int missing = seen.nextClearBit(0);
        if (missing <= CLOCK) {
            throw new CostProfileException(
                    "%s: no line for %s".formatted(source, KEYS.get(missing)));
        }
        return profile();
    }

    /** A text that changes some prices of a profile. */
    CostProfile parseChanges(CostProfile base, String text) {
        System.arraycopy(base.prices(), 0, values, 0, CLOCK);
        values[CLOCK] = base.clockHz();
        parse(text);
        return profile();
    }

    private CostProfile profile() {
        return new CostProfile(source, Arrays.copyOf(values, CLOCK), values[CLOCK]);
    }

    private void parse(String text) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.strip();
            if (!content.isEmpty() && content.charAt(0) != '#') {
                parseLine(number, content);
            }
        }
    }

    private void parseLine(int number, String content) {
        int equals = content.indexOf('=');
        if (equals < 0) {
            throw wrong(number, "'%s' is not 'key = number'".formatted(content));
        }
        String key = content.substring(0, equals).strip();
        String value = content.substring(equals + 1).strip();
        int index = KEYS.indexOf(key);
        if (index < 0) {
            throw wrong(number, "unknown key '%s'; nearest is '%s'".formatted(key, nearest(key)));
        }
        if (seen.get(index)) {
            throw wrong(number, "second value for '%s'".formatted(key));
        }
        seen.set(index);
        values[index] = number(number, key, value, index == CLOCK);
    }

    private long number(int line, String key, String value, boolean isClock) {
        long min = isClock ? CostProfile.MIN_CLOCK : 0;
        long max = isClock ? CostProfile.MAX_CLOCK : CostProfile.MAX_PRICE;
        boolean isNumber = value.matches("[0-9]{1,12}");
        if (!isNumber || Long.parseLong(value) < min || Long.parseLong(value) > max) {
            String right = "a whole number from %d to %d".formatted(min, max);
            throw wrong(line, "%s = '%s': must be %s".formatted(key, value, right));
        }
        return Long.parseLong(value);
    }

    private CostProfileException wrong(int line, String what) {
        return new CostProfileException("%s:%d: %s".formatted(source, line, what));
    }

    private static String nearest(String key) {
        String best = KEYS.getFirst();
        for (String candidate : KEYS) {
            if (distance(key, candidate) < distance(key, best)) {
                best = candidate;
            }
        }
        return best;
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
