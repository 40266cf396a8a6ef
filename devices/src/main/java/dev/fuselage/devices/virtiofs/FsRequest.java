package dev.fuselage.devices.virtiofs;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.virtio.DescriptorChain;
import dev.fuselage.devices.virtio.Virtqueue;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A request taken from a ring and not yet returned to it. Reused from one request to the next. */
final class FsRequest {

    final DescriptorChain chain = new DescriptorChain();
    final FuseExchange exchange = new FuseExchange();

    private @Nullable Virtqueue ring;
    private long number;

    /** A chain has just been popped into {@link #chain}. */
    void begin(int queue, Virtqueue from) {
        ring = from;
        exchange.begin(queue, chain.readable(), chain.writable());
    }

    /** Its number among the requests of the device that were turned to. */
    long number() {
        return number;
    }

    void setNumber(long next) {
        number = next;
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

    /** Whether it is that buffer of that ring. */
    boolean isBuffer(Virtqueue current, int buffer) {
        return isOf(current) && chain.id() == buffer;
    }

    /** "FUSE_READ #11", once it is being served. */
    @Override
    public String toString() {
        Opcode opcode = Opcode.of(exchange.opcode());
        String name = opcode == null ? "opcode " + exchange.opcode() : "FUSE_" + opcode;
        return name + " #" + exchange.unique();
    }

    /** Writes the request; how far it has come is told by where it is. */
    void save(GuestMemory memory, @Nullable Virtqueue current, SnapshotWriter to) {
        to.putInt(queue());
        to.putBoolean(ring == current);
        chain.save(memory, to);
        exchange.saveOutcome(to);
    }

    /**
     * Takes over what {@link #save} wrote.
     *
     * @param rings the ring of each queue now
     */
    void load(GuestMemory memory, IntFunction<@Nullable Virtqueue> rings, SnapshotReader from) {
        int queue = from.getInt();
        Virtqueue current = rings.apply(queue);
        ring = from.getBoolean() ? current : null;
        chain.load(memory, from);
        exchange.begin(queue, chain.readable(), chain.writable());
        exchange.loadOutcome(from);
    }
}
