package dev.fuselage.scenarios;

import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.quirk.KernelQuirks;

/**
 * What a scenario's guest looks like: the machine, its one share, and the kernel's mistakes.
 *
 * @param vcpus CPUs
 * @param queues request queues of the share; 0 for a guest without a virtio-fs device
 * @param queueSize entries of each ring, a power of two
 * @param workers host threads that serve the request queues
 * @param server what the server offers
 * @param quirks mistakes that the kernel makes
 */
public record GuestShape(
        int vcpus,
        int queues,
        int queueSize,
        int workers,
        ServerConfig server,
        KernelQuirks quirks) {

    /** The tag of the share. */
    public static final String TAG = "myfs";

    /** One CPU, one queue of 16 entries, one worker, {@code cache=auto}, no quirks. */
    public static GuestShape standard() {
        return new GuestShape(1, 1, 16, 1, ServerConfig.of(CachePolicy.AUTO), KernelQuirks.NONE);
    }

    public GuestShape withVcpus(int count) {
        return new GuestShape(count, queues, queueSize, workers, server, quirks);
    }

    public GuestShape withQueues(int count) {
        return new GuestShape(vcpus, count, queueSize, workers, server, quirks);
    }

    public GuestShape withQueueSize(int entries) {
        return new GuestShape(vcpus, queues, entries, workers, server, quirks);
    }

    public GuestShape withWorkers(int count) {
        return new GuestShape(vcpus, queues, queueSize, count, server, quirks);
    }

    public GuestShape withServer(ServerConfig config) {
        return new GuestShape(vcpus, queues, queueSize, workers, config, quirks);
    }

    /** With exactly those mistakes. */
    public GuestShape withQuirks(KernelQuirk... mistakes) {
        return new GuestShape(vcpus, queues, queueSize, workers, server, KernelQuirks.of(mistakes));
    }

    /** With that mistake in the buggy variant and none in the fixed one. */
    public GuestShape withQuirkWhenBuggy(Variant variant, KernelQuirk mistake) {
        return variant == Variant.BUGGY ? withQuirks(mistake) : withQuirks();
    }
}
