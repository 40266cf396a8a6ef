package dev.fuselage.scenarios.explore;

/**
 * A part of a search that is divided among machines.
 *
 * @param index from 1
 * @param count of all parts
 */
public record Shard(int index, int count) {
    /** The whole. */
    public static final Shard WHOLE = new Shard(1, 1);

    /** Checks the numbers. */
    public Shard {
        if (count < 1 || index < 1 || index > count) {
            throw new IllegalArgumentException("shard %d/%d".formatted(index, count));
        }
    }

    /** "1/3". */
    @Override
    public String toString() {
        return index + "/" + count;
    }
}
