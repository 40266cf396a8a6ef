package dev.fuselage.kernel.time;

/**
 * The kernel's coarse clock: ticks of 4 ms (CONFIG_HZ=250), as a 64-bit count.
 *
 * <p>As on Linux the count starts at a value whose low 32 bits wrap five minutes after boot, so it
 * is never 0.
 */
public final class Jiffies {
    /** Ticks per second. */
    public static final int HZ = 250;

    /** Nanoseconds per tick ({@code TICK_NSEC}). */
    public static final long NANOS_PER_JIFFY = 1_000_000_000L / HZ;

    /** The count at virtual time 0 ({@code INITIAL_JIFFIES}). */
    public static final long INITIAL = 0xFFFF_FFFFL & (-300 * HZ);

    /** {@code MAX_JIFFY_OFFSET}: longer times count as this. */
    public static final long MAX_OFFSET = (Long.MAX_VALUE >> 1) - 1;

    private static final long MAX_SECONDS = MAX_OFFSET / HZ - 1;

    private Jiffies() {}

    /** The count at that many nanoseconds after boot: whole ticks only. */
    public static long at(long nanos) {
        return INITIAL + nanos / NANOS_PER_JIFFY;
    }

    /** Nanoseconds after boot at which the count becomes {@code jiffies}. */
    public static long toNanosSinceBoot(long jiffies) {
        return Math.multiplyExact(jiffies - INITIAL, NANOS_PER_JIFFY);
    }

    /**
     * {@code timespec64_to_jiffies()}: the number of ticks that last at least that long; seconds
     * are unsigned, as FUSE sends them.
     */
    public static long fromTimespec(long seconds, int nanos) {
        if (seconds < 0 || seconds >= MAX_SECONDS) {
            return MAX_OFFSET;
        }
        return seconds * HZ + (nanos + NANOS_PER_JIFFY - 1) / NANOS_PER_JIFFY;
    }

    /** {@code msecs_to_jiffies()}: rounds up. */
    public static long fromMillis(long millis) {
        return (millis * HZ + 999) / 1000;
    }

    /** {@code jiffies_to_msecs()}. */
    public static long toMillis(long jiffies) {
        return jiffies * (1000 / HZ);
    }

    /** {@code time_before64(a, b)}: a comes before b, whatever wraps. */
    public static boolean before(long a, long b) {
        return a - b < 0;
    }
}
