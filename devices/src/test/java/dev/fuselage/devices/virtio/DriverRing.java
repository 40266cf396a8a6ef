package dev.fuselage.devices.virtio;

import dev.fuselage.machine.memory.GuestMemory;
import org.jspecify.annotations.Nullable;

/**
 * The driver side of a virtqueue, written from the specification for the tests alone: it counts in
 * entries since the start, in 64 bits, and turns them into what the ring holds. It shares no code
 * with the device side.
 */
public abstract class DriverRing {

    /** One element of a buffer. */
    public record Element(long gpa, int length, boolean write) {}

    /** A buffer that came back. */
    public record Used(int id, long length) {}

    /** VIRTQ_DESC_F_NEXT, _WRITE and _INDIRECT. */
    public static final int NEXT = 1;

    public static final int WRITE = 2;
    public static final int INDIRECT = 4;

    final GuestMemory memory;
    final int size;
    final boolean eventIndex;
    final long descriptorArea;
    final long driverArea;
    final long deviceArea;

    /** Entries made available, and how many of them the device was told of. */
    long added;

    long kicked;

    DriverRing(GuestMemory memory, long base, int size, boolean eventIndex) {
        this.memory = memory;
        this.size = size;
        this.eventIndex = eventIndex;
        this.descriptorArea = base;
        this.driverArea = base + 16L * size;
        this.deviceArea = (driverArea + 6 + 2L * size + 15) & ~15L;
    }

    /** A ring of either format at a place that holds zeroes. */
    public static DriverRing at(
            GuestMemory memory, long base, int size, boolean packed, boolean eventIndex) {
        return packed
                ? new PackedDriverRing(memory, base, size, eventIndex)
                : new SplitDriverRing(memory, base, size, eventIndex);
    }

    /** Bytes to reserve for a ring. */
    public static long bytes(int size) {
        return 16L * size + 6 + 2L * size + 16 + 6 + 8L * size;
    }

    /**
     * The same ring at the same place of another guest's memory, as far as this driver has come.
     */
    public abstract DriverRing in(GuestMemory other);

    /**
     * Makes a buffer available.
     *
     * @param table where to put an indirect table, or 0 for a chain in the ring
     * @return the buffer's id, or -1 if the ring has too few free descriptors
     */
    public abstract int add(Element[] elements, long table);

    /** The next buffer the device has used, if any. */
    public abstract @Nullable Used take();

    /** Whether the device must be notified of what was added since this was last asked. */
    public abstract boolean kickNeeded();

    /** Asks for no interrupts, as a hint. */
    public abstract void disableInterrupts();

    /** Asks for an interrupt with any used buffer. */
    public abstract void enableInterrupts();

    /** Asks for an interrupt once {@code more} further entries beyond the next are used. */
    public abstract void interruptAfter(int more);

    public final long descriptorArea() {
        return descriptorArea;
    }

    public final long driverArea() {
        return driverArea;
    }

    public final long deviceArea() {
        return deviceArea;
    }

    final QueueLayout layout(boolean indirect) {
        return new QueueLayout(
                size, descriptorArea, driverArea, deviceArea, indirect, eventIndex, size);
    }
}
