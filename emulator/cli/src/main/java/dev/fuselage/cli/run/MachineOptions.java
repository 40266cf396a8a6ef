package dev.fuselage.cli.run;

import dev.fuselage.cli.Quantities;
import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.session.AssemblySpec;
import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.time.Decisions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what machine guests run on. */
public final class MachineOptions {

    private static final int MAX_GUESTS = 99;
    private static final int MAX_VCPUS = 256;
    private static final long LEAST_MEMORY = 32L << 20;
    private static final long MOST_MEMORY = 64L << 30;

    @Option(
            names = "--share",
            paramLabel = "[TAG=]SOURCE[,OPTION]...",
            description = {
                "A directory of this host, or mem: for an empty file system in memory; TAG is myfs"
                        + " unless given. Repeatable. Options:",
                "cache=none|auto|always|metadata, timeout=SECONDS, queues=N, queue-size=N,"
                        + " ring=split|packed, workers=N, xattr, killpriv=off|v1|v2, locks,"
                        + " allow_mmap, no_submounts, readonly, special=allow|refuse, dax=SIZE,"
                        + " quota=SIZE, max-open=N"
            })
    private final List<String> shares = new ArrayList<>();

    @Option(
            names = "--guests",
            paramLabel = "N",
            description = "Number of guests (1). @2 COMMAND runs it in guest 2.")
    private String guests = "1";

    @Option(names = "--vcpus", paramLabel = "N", description = "CPUs of each guest (1).")
    private String vcpus = "1";

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "RAM of each guest (1G); taken from the host as it is touched.")
    private String memory = "1G";

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of everything that is random (0).")
    private String seed = "0";

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description = "Cost profile: prices that differ from the standard ones.")
    private @Nullable String profile;

    /**
     * What the options ask for.
     *
     * @throws UsageError when a value is not valid
     */
    public AssemblySpec spec() {
        long bytes = Quantities.size("--memory", memory);
        if (bytes < LEAST_MEMORY || bytes > MOST_MEMORY || bytes % GuestMemory.PAGE_SIZE != 0) {
            throw new UsageError(
                    "--memory: '" + memory + "' is not from 32M to 64G in whole pages of 4K");
        }
        return new AssemblySpec(
                shares.stream().map(ShareSpec::parse).toList(),
                guests(),
                Quantities.count("--vcpus", vcpus, 1, MAX_VCPUS),
                bytes,
                seed(),
                Profiles.load(profile),
                Decisions.CLOCK);
    }

    /** Number of guests asked for. */
    public int guests() {
        return Quantities.count("--guests", guests, 1, MAX_GUESTS);
    }

    private long seed() {
        try {
            return Long.parseLong(seed);
        } catch (NumberFormatException e) {
            throw new UsageError("--seed: '" + seed + "' is not a whole number of 64 bits");
        }
    }
}
