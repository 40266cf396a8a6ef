package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.time.Jiffies;
import dev.fuselage.kernel.vfs.Timespec;

/** Arithmetic of the times at which names and attributes expire ({@code fuse_time_to_jiffies}). */
final class FuseExpiry {
    private FuseExpiry() {}

    /**
     * The moment that lies that long after {@code now}, rounded up to a jiffy.
     *
     * @param seconds unsigned, as the protocol has it
     * @param nanoseconds unsigned; more than a second is cut
     * @return 0, which has always expired, for no time at all
     */
    static long of(long now, long seconds, int nanoseconds) {
        if (seconds == 0 && nanoseconds == 0) {
            return 0;
        }
        int rest = (int) Math.min(Integer.toUnsignedLong(nanoseconds), Timespec.NSEC_PER_SEC - 1);
        return now + Jiffies.fromTimespec(seconds, rest);
    }
}
