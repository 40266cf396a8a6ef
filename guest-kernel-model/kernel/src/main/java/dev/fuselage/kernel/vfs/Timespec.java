package dev.fuselage.kernel.vfs;

/**
 * A point in time of a file (timespec64): seconds since the epoch, and nanoseconds 0..999_999_999.
 * Mutable, so that inodes need no allocation.
 */
public final class Timespec {
    /** Nanoseconds in a second. */
    public static final int NSEC_PER_SEC = 1_000_000_000;

    /** Seconds since the epoch; negative before it. */
    public long sec;

    /** Nanoseconds within the second. */
    public int nsec;

    /** Sets both parts. */
    public void set(long seconds, int nanoseconds) {
        sec = seconds;
        nsec = nanoseconds;
    }

    /** Takes the value of another. */
    public void set(Timespec other) {
        sec = other.sec;
        nsec = other.nsec;
    }

    /** Whether both name the same instant (timespec64_equal). */
    public boolean isSame(Timespec other) {
        return sec == other.sec && nsec == other.nsec;
    }

    /** Negative, zero or positive as this is before, at or after the other (timespec64_compare). */
    public int compare(Timespec other) {
        int bySeconds = Long.compare(sec, other.sec);
        return bySeconds != 0 ? bySeconds : Integer.compare(nsec, other.nsec);
    }

    @Override
    public String toString() {
        return sec + "." + String.format("%09d", nsec);
    }
}
