package dev.fuselage.kernel.quirk;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** The quirks of one kernel; immutable. */
public final class KernelQuirks {
    /** None: Linux 6.12 as it is. */
    public static final KernelQuirks NONE = new KernelQuirks(Set.of());

    private final EnumSet<KernelQuirk> on;

    private KernelQuirks(Collection<KernelQuirk> on) {
        this.on = EnumSet.noneOf(KernelQuirk.class);
        this.on.addAll(on);
    }

    /** Exactly those. */
    public static KernelQuirks of(KernelQuirk... quirks) {
        return new KernelQuirks(Set.of(quirks));
    }

    /** Whether the kernel makes that mistake. */
    public boolean has(KernelQuirk quirk) {
        return on.contains(quirk);
    }

    @Override
    public String toString() {
        return on.toString();
    }
}
