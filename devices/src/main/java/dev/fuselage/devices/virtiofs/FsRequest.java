package dev.fuselage.devices.virtiofs;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.virtio.DescriptorChain;
import dev.fuselage.devices.virtio.Virtqueue;
import org.jspecify.annotations.Nullable;

/** A request taken from a ring and not yet returned to it. Reused from one request to the next. */
final class FsRequest {

    final DescriptorChain chain = new DescriptorChain();
    final FuseExchange exchange = new FuseExchange();

    private @Nullable Virtqueue ring;

    /** A chain has just been popped into {@link #chain}. */
    void begin(int queue, Virtqueue from) {
        ring = from;
        exchange.begin(queue, chain.readable(), chain.writable());
    }

    /** Index of the queue it came from. */
    int queue() {
        return exchange.queue();
    }

    /**
     * Whether it came from this ring: one that the driver has reset since must not see it again.
     */
    boolean isOf(Virtqueue current) {
        return ring == current;
    }
}
