package dev.fuselage.devices.entropy;

import dev.fuselage.devices.virtio.DescriptorChain;
import dev.fuselage.devices.virtio.RingWorker;
import dev.fuselage.devices.virtio.VirtioDevice;
import dev.fuselage.devices.virtio.VirtioFeature;
import dev.fuselage.devices.virtio.Virtqueue;
import dev.fuselage.devices.virtio.VirtqueueError;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.time.SimulationRandom;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The virtio entropy device (virtio 1.2, section 5.4): queue 0 is {@code requestq}, and there is no
 * configuration. Each buffer comes back with random bytes from {@link SimulationRandom}, at most
 * {@value #MOST_BYTES} of them. A driver that breaks the rules of section 5.4.6.1 gets
 * DEVICE_NEEDS_RESET.
 */
public final class VirtioEntropyDevice extends VirtioDevice {
    /** The virtio device id of an entropy source. */
    public static final int DEVICE_TYPE = 4;

    /** Index of the only queue. */
    public static final int REQUESTQ = 0;

    /** "The device MAY use less than the entire buffer length." */
    static final int MOST_BYTES = 4096;

    /** Linux has one buffer on its way. */
    private static final int QUEUE_SIZE = 8;

    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final CostProfile costs;
    private final SimulationRandom random;
    private final Worker worker;
    private final DescriptorChain chain = new DescriptorChain();
    private final MemorySegment staging = MemorySegment.ofArray(new byte[MOST_BYTES]);

    /** A source for one machine, on no bus yet. */
    public VirtioEntropyDevice(Machine machine) {
        super(DEVICE_TYPE, VirtioFeature.ALL_OF_RINGS, machine.memory(), QUEUE_SIZE);
        this.costs = machine.simulation().costs();
        this.random = machine.simulation().random();
        this.worker = new Worker(machine);
    }

    @Override
    public int configBytes() {
        return 0;
    }

    @Override
    protected int configByte(int offset) {
        return 0;
    }

    @Override
    protected void driverOk() {
        worker.wake();
    }

    @Override
    protected void queueNotified(int index) {
        worker.wake();
    }

    private final class Worker extends RingWorker {
        Worker(Machine machine) {
            super(machine.simulation(), machine.name() + ".entropy");
        }

        @Override
        protected long serve() {
            Virtqueue ring = ring(REQUESTQ);
            if (ring == null) {
                return NOTHING;
            }
            try {
                ring.suppressKicks();
                boolean found = ring.pop(chain) || (ring.requestKicks() && ring.pop(chain));
                return found ? fill(ring) : NOTHING;
            } catch (VirtqueueError e) {
                breakQueue(REQUESTQ, e);
                return NOTHING;
            }
        }
    }

    /** Fills the chain that was popped; the cycles that takes. */
    private long fill(Virtqueue ring) throws VirtqueueError {
        long room = chain.writable().bytes();
        if (room == 0 || chain.readable().bytes() > 0) {
            throw new VirtqueueError("a buffer for random bytes is not all device-writable");
        }
        int bytes = (int) Math.min(MOST_BYTES, room);
        for (int i = 0; i < bytes; i += Long.BYTES) {
            staging.set(LONG, i, random.nextLong());
        }
        chain.writable().copyIn(0, staging, 0, bytes);
        ring.push(chain, bytes);
        long cycles = costs.of(Cost.HOST_SYSCALL) + costs.of(Cost.HOST_COPY, bytes);
        if (ring.interruptNeeded()) {
            announceUsed(REQUESTQ);
            cycles += costs.of(Cost.INTERRUPT_INJECTION);
        }
        return cycles;
    }

    @Override
    public void save(SnapshotWriter to) {
        super.save(to);
        worker.save(to);
    }

    @Override
    public void load(SnapshotReader from) {
        super.load(from);
        worker.load(from);
    }
}
