package dev.fuselage.cli.session;

import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.time.Decisions;
import java.util.List;

/**
 * What is to be built.
 *
 * @param shares directories and in-memory file systems, each under a tag of its own
 * @param guests number of guests, from 1; each sees all shares
 * @param vcpus CPUs of each guest, from 1
 * @param memory RAM of each guest in bytes, a multiple of 4 KiB
 * @param seed of everything that is random
 * @param costs prices of everything
 * @param decisions who decides what could happen in several orders
 */
public record AssemblySpec(
        List<ShareSpec> shares,
        int guests,
        int vcpus,
        long memory,
        long seed,
        CostProfile costs,
        Decisions decisions) {

    /** RAM of a guest unless the user says otherwise. */
    public static final long DEFAULT_MEMORY = 1L << 30;

    public AssemblySpec {
        shares = List.copyOf(shares);
    }

    /** One guest with one CPU and the standard prices. */
    public static AssemblySpec of(ShareSpec... shares) {
        return new AssemblySpec(
                List.of(shares), 1, 1, DEFAULT_MEMORY, 0, CostProfile.standard(), Decisions.CLOCK);
    }

    /** The same with that many guests. */
    public AssemblySpec withGuests(int count) {
        return new AssemblySpec(shares, count, vcpus, memory, seed, costs, decisions);
    }

    /** The same with other prices. */
    public AssemblySpec withCosts(CostProfile other) {
        return new AssemblySpec(shares, guests, vcpus, memory, seed, other, decisions);
    }
}
