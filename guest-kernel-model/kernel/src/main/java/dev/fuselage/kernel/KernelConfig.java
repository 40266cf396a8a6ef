package dev.fuselage.kernel;

import dev.fuselage.kernel.time.Timekeeping;

/**
 * What can be chosen about a guest kernel.
 *
 * @param realTimeBase the date at virtual time 0, in seconds since 1970
 */
public record KernelConfig(long realTimeBase) {
    /** What a guest has unless something else is said. */
    public static final KernelConfig STANDARD = new KernelConfig(Timekeeping.DEFAULT_BASE_SECONDS);
}
