package dev.fuselage.kernel;

import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.time.Timekeeping;

/**
 * What can be chosen about a guest kernel.
 *
 * @param realTimeBase the date at virtual time 0, in seconds since 1970
 * @param quirks the mistakes of older kernels that it makes
 */
public record KernelConfig(long realTimeBase, KernelQuirks quirks) {
    /** What a guest has unless something else is said. */
    public static final KernelConfig STANDARD =
            new KernelConfig(Timekeeping.DEFAULT_BASE_SECONDS, KernelQuirks.NONE);

    /** The standard kernel with those mistakes. */
    public static KernelConfig with(KernelQuirks quirks) {
        return new KernelConfig(Timekeeping.DEFAULT_BASE_SECONDS, quirks);
    }
}
