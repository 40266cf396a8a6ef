package dev.fuselage.scenarios.explore;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a search that is divided among machines.
 *
 * @param index from 1
 * @param count of all parts
 */
public record Shard(int index, int count) {
    /** The whole. */
    public static final Shard WHOLE = new Shard(1, 1);

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})/(\\d{1,9})");

    /** Checks the numbers. */
    public Shard {
        if (count < 1 || index < 1 || index > count) {
            throw new IllegalArgumentException("shard %d/%d".formatted(index, count));
        }
    }

    /** Reads "1/3"; empty when it is no part of a whole. */
    public static Optional<Shard> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int index = Integer.parseInt(matcher.group(1));
        int count = Integer.parseInt(matcher.group(2));
        return index < 1 || index > count ? Optional.empty() : Optional.of(new Shard(index, count));
    }

    /** "1/3". */
    @Override
    public String toString() {
        return index + "/" + count;
    }
}
