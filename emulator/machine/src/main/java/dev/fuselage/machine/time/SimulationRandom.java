package dev.fuselage.machine.time;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.random.RandomGenerator;

/**
 * The seeded random source of a simulation: the LXM generator L64X128Mix of Steele and Vigna ("LXM:
 * better splittable pseudorandom number generators", OOPSLA 2021), with the same stream for a seed
 * as the JDK's {@code L64X128MixRandom}. Unlike the JDK's it can tell and take back its state,
 * which snapshots and replays need.
 */
public final class SimulationRandom implements RandomGenerator, Snapshotted {
    /** Multiplier of the linear congruential half. */
    private static final long MULTIPLIER = 0xd1342543de82ef95L;

    /** 2^64 divided by the golden ratio, the step with which x1 is seeded. */
    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

    /** 2^64 divided by the silver ratio, mixed into seeds so that 0 and 1 are good ones. */
    private static final long SILVER_RATIO = 0x6a09e667f3bcc909L;

    /** Everything that decides what comes next. The xor half, x0 and x1, is never all zero. */
    public record State(long additive, long linear, long x0, long x1) {
        boolean isValid() {
            return (additive & 1) != 0 && (x0 | x1) != 0;
        }
    }

    private long additive;
    private long linear;
    private long x0;
    private long x1;

    /** The stream of this seed. */
    public SimulationRandom(long seed) {
        long mixed = seed ^ SILVER_RATIO;
        // An even additive parameter would shorten the period.
        additive = murmurMix(mixed) | 1;
        linear = 1;
        x0 = staffordMix(mixed);
        x1 = staffordMix(mixed + GOLDEN_RATIO);
        if ((x0 | x1) == 0) {
            throw new IllegalStateException("seed 0x%x gives the all-zero state".formatted(seed));
        }
    }

    @Override
    public long nextLong() {
        long result = leaMix(linear + x0);
        linear = linear * MULTIPLIER + additive;
        // xoroshiro128, constants 24, 16, 37.
        long a = x0;
        long b = x1 ^ a;
        x0 = Long.rotateLeft(a, 24) ^ b ^ (b << 16);
        x1 = Long.rotateLeft(b, 37);
        return result;
    }

    /** The state, to be given to {@link #restore}. */
    public State state() {
        return new State(additive, linear, x0, x1);
    }

    /** Continues as the generator that {@code state} was taken from. */
    public void restore(State state) {
        if (!state.isValid()) {
            throw new IllegalArgumentException("not a state of this generator: " + state);
        }
        additive = state.additive;
        linear = state.linear;
        x0 = state.x0;
        x1 = state.x1;
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putLong(additive);
        to.putLong(linear);
        to.putLong(x0);
        to.putLong(x1);
    }

    @Override
    public void load(SnapshotReader from) {
        State state = new State(from.getLong(), from.getLong(), from.getLong(), from.getLong());
        if (!state.isValid()) {
            throw from.notAsExpected();
        }
        restore(state);
    }

    private static long murmurMix(long value) {
        return mix(value, 33, 0xff51afd7ed558ccdL, 33, 0xc4ceb9fe1a85ec53L, 33);
    }

    private static long staffordMix(long value) {
        return mix(value, 30, 0xbf58476d1ce4e5b9L, 27, 0x94d049bb133111ebL, 31);
    }

    private static long leaMix(long value) {
        return mix(value, 32, 0xdaba0b6eb09322e3L, 32, 0xdaba0b6eb09322e3L, 32);
    }

    /** The common form of the three finalizers: xor-shift, multiply, twice, then xor-shift. */
    private static long mix(long value, int s1, long m1, int s2, long m2, int s3) {
        long z = (value ^ (value >>> s1)) * m1;
        z = (z ^ (z >>> s2)) * m2;
        return z ^ (z >>> s3);
    }
}
