package dev.fuselage.scenarios;

import java.util.List;
import java.util.ServiceLoader;

/** All scenarios on the class path, and the names of those that are still to come. */
public final class Catalogue {
    /** Scenarios that need what the guest does not have yet: write-back cache and DAX. */
    public static final List<String> PLANNED =
            List.of(
                    "dax/eagain-livelock",
                    "dax/lock-inversion",
                    "dax/range-exhaustion",
                    "dax/reclaim-under-io",
                    "dax/truncate-under-mapping",
                    "dax/zero-length-read",
                    "fuse/destroy-refcount",
                    "fuse/nowrite-invalidate",
                    "fuse/truncate-open",
                    "fuse/writeback-reclaim");

    private Catalogue() {}

    /** In the order of their names. */
    public static List<Scenario> scenarios() {
        return ServiceLoader.load(Scenario.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }
}
