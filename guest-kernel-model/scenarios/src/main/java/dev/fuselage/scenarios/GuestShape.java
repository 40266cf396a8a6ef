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
 * @param indirect whether a request may take one entry of the ring, or takes one for each piece
 * @param workers host threads that serve the request queues
 * @param server what the server offers
 * @param quirks mistakes that the kernel makes
 */
public record GuestShape(
        int vcpus,
        int queues,
        int queueSize,
        boolean indirect,
        int workers,
        ServerConfig server,
        KernelQuirks quirks) {

    /** The tag of the share. */
    public static final String TAG = "myfs";

    /** One CPU, one queue of 16 entries, one worker, {@code cache=auto}, no quirks. */
    public static GuestShape standard() {
        return new GuestShape(
                1, 1, 16, true, 1, ServerConfig.of(CachePolicy.AUTO), KernelQuirks.NONE);
    }

    public GuestShape withVcpus(int count) {
        return new GuestShape(count, queues, queueSize, indirect, workers, server, quirks);
    }

    public GuestShape withQueues(int count) {
        return new GuestShape(vcpus, count, queueSize, indirect, workers, server, quirks);
    }

    public GuestShape withQueueSize(int entries) {
        return new GuestShape(vcpus, queues, entries, indirect, workers, server, quirks);
    }

    public GuestShape withoutIndirectDescriptors() {
        return new GuestShape(vcpus, queues, queueSize, false, workers, server, quirks);
    }

    public GuestShape withWorkers(int count) {
        return new GuestShape(vcpus, queues, queueSize, indirect, count, server, quirks);
    }

    public GuestShape withServer(ServerConfig config) {
        return new GuestShape(vcpus, queues, queueSize, indirect, workers, config, quirks);
    }

    /** With exactly those mistakes. */
    public GuestShape withQuirks(KernelQuirk... mistakes) {
        return new GuestShape(
                vcpus, queues, queueSize, indirect, workers, server, KernelQuirks.of(mistakes));
    }

    /** With that mistake in the buggy variant and none in the fixed one. */
    public GuestShape withQuirkWhenBuggy(Variant variant, KernelQuirk mistake) {
        return variant == Variant.BUGGY ? withQuirks(mistake) : withQuirks();
    }
}
