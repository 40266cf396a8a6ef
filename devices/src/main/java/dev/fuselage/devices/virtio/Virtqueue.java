package dev.fuselage.devices.virtio;

import dev.fuselage.machine.memory.BusError;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.time.Shared;

/**
 * The device side of one virtqueue (virtio 1.2, sections 2.6 to 2.8).
 *
 * <p>The three areas of the ring are translated to host addresses once and again whenever the
 * memory map changes, so that taking a buffer checks only what the driver wrote since. Everything
 * read from the ring is read once, checked and then used. Memory ordering needs no barriers: guest
 * and device run on one host thread.
 *
 * <p>(NOT thread safe.)
 */
public abstract sealed class Virtqueue implements Snapshotted
        permits SplitVirtqueue, PackedVirtqueue {

    static final int DESCRIPTOR_BYTES = 16;

    /** Not a generation of memory: they are never negative. */
    private static final long NEVER_LOCATED = -1;

    static final int DESC_F_NEXT = 1;
    static final int DESC_F_WRITE = 2;
    static final int DESC_F_INDIRECT = 4;

    final GuestMemory memory;
    final int size;
    final boolean indirect;
    final boolean eventIndex;
    final int chainLimit;

    /** Host addresses of the three areas, valid while the memory map is {@link #mapSeen}. */
    long descriptors;

    long driver;
    long device;

    /** Descriptors of the ring the device holds: popped and not yet pushed. */
    int slotsHeld;

    private final QueueLayout layout;
    private long mapSeen = NEVER_LOCATED;

    /** A ring whose areas are looked for when it is first used. */
    Virtqueue(GuestMemory memory, QueueLayout layout) {
        this.memory = memory;
        this.layout = layout;
        this.size = layout.size();
        this.indirect = layout.indirect();
        this.eventIndex = layout.eventIndex();
        this.chainLimit = layout.chainLimit();
    }

    /**
     * Takes the next available buffer.
     *
     * @param into receives the buffer
     * @return whether there was one
     * @throws VirtqueueError if the driver broke the ring; the queue cannot be used any more
     */
    public abstract boolean pop(DescriptorChain into) throws VirtqueueError;

    /**
     * Marks a buffer used, in whatever order the device likes.
     *
     * @param chain a chain popped from this queue and not yet pushed
     * @param written bytes the device wrote into the chain's writable part, from its start
     * @throws VirtqueueError if the ring is no longer in memory
     */
    public abstract void push(DescriptorChain chain, long written) throws VirtqueueError;

    /**
     * Marks the buffer that was pushed last as used once more, which no good device does: for
     * experiments.
     */
    public abstract void repeat(DescriptorChain chain, long written) throws VirtqueueError;

    /**
     * Whether the buffers pushed since the last call must be announced to the driver. Each call
     * consumes those buffers, so ask exactly once per batch.
     */
    public abstract boolean interruptNeeded() throws VirtqueueError;

    /** Tells the driver that it need not kick; a hint it may ignore. */
    public abstract void suppressKicks() throws VirtqueueError;

    /**
     * Tells the driver to kick when it adds a buffer.
     *
     * @return whether buffers are already available: the driver may have added them while kicks
     *     were suppressed and will not kick for them
     */
    public abstract boolean requestKicks() throws VirtqueueError;

    /**
     * Whether the driver has made that buffer available and the device has not taken it: for
     * reports.
     *
     * @param buffer head descriptor index or buffer ID
     */
    public abstract boolean isAvailable(int buffer);

    /** What the driver writes and the device reads, as something that both touch. */
    public final Shared available() {
        return memory.at(layout.descriptorArea());
    }

    /** What the device writes and the driver reads, as something that both touch. */
    public final Shared used() {
        return memory.at(layout.descriptorArea() + 1);
    }

    /** Descriptors in the ring. */
    public final int size() {
        return size;
    }

    abstract long descriptorAreaBytes();

    abstract long driverAreaBytes();

    abstract long deviceAreaBytes();

    abstract int driverAreaAlignment();

    abstract int deviceAreaAlignment();

    /** Makes the three host addresses current. */
    final void locate() throws VirtqueueError {
        if (mapSeen != memory.generation()) {
            translate();
        }
    }

    private void translate() throws VirtqueueError {
        descriptors =
                area(
                        "descriptor",
                        layout.descriptorArea(),
                        descriptorAreaBytes(),
                        DESCRIPTOR_BYTES);
        driver = area("driver", layout.driverArea(), driverAreaBytes(), driverAreaAlignment());
        device = area("device", layout.deviceArea(), deviceAreaBytes(), deviceAreaAlignment());
        mapSeen = memory.generation();
    }

    private long area(String name, long gpa, long bytes, int alignment) throws VirtqueueError {
        if ((gpa & (alignment - 1)) != 0) {
            throw new VirtqueueError(
                    "the %s area at 0x%x is not aligned to %d".formatted(name, gpa, alignment));
        }
        try {
            return memory.address(gpa, bytes);
        } catch (BusError e) {
            throw new VirtqueueError(
                    "the %s area of 0x%x bytes at 0x%x lies outside memory"
                            .formatted(name, bytes, gpa));
        }
    }

    /** Host address of an indirect table whose length has been checked. */
    final long indirectTable(long gpa, long bytes) throws VirtqueueError {
        if (!indirect) {
            throw new VirtqueueError("an indirect descriptor without VIRTIO_F_INDIRECT_DESC");
        }
        if (bytes == 0 || bytes % DESCRIPTOR_BYTES != 0) {
            throw new VirtqueueError("an indirect table of 0x%x bytes".formatted(bytes));
        }
        if (bytes / DESCRIPTOR_BYTES > chainLimit) {
            throw new VirtqueueError(
                    "an indirect table of 0x%x bytes is longer than the queue".formatted(bytes));
        }
        try {
            return memory.address(gpa, bytes);
        } catch (BusError e) {
            throw new VirtqueueError(
                    "an indirect table of 0x%x bytes at 0x%x lies outside memory"
                            .formatted(bytes, gpa));
        }
    }

    final void hold(int slots) throws VirtqueueError {
        slotsHeld += slots;
        if (slotsHeld > size) {
            throw new VirtqueueError("more descriptors are in use than the queue's " + size);
        }
    }

    final void release(DescriptorChain chain, long written) {
        if (chain.slots() == 0) {
            throw new IllegalStateException(
                    "virtqueue push of descriptor 0x%x, which is not popped".formatted(chain.id()));
        }
        if (written < 0 || written > chain.writable().bytes()) {
            throw new IllegalArgumentException(
                    "virtqueue push of 0x%x bytes into 0x%x"
                            .formatted(written, chain.writable().bytes()));
        }
        slotsHeld -= chain.slots();
    }

    @Override
    public final void save(SnapshotWriter to) {
        to.putInt(slotsHeld);
        savePositions(to);
    }

    @Override
    public final void load(SnapshotReader from) {
        slotsHeld = from.getInt(0, size);
        loadPositions(from);
    }

    /** Writes how far device and driver are in the ring. */
    abstract void savePositions(SnapshotWriter to);

    abstract void loadPositions(SnapshotReader from);
}
