package dev.fuselage.devices.virtio;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a driver has set up about one virtqueue, whichever transport carried it (virtio 1.2,
 * sections 2.6 and 4.1.4.3). Not the ring itself: that exists from enabling to reset.
 */
public final class QueueRegisters {

    private final int maxSize;
    private int size;
    private long descriptorArea;
    private long driverArea;
    private long deviceArea;
    private @Nullable Virtqueue ring;

    QueueRegisters(int maxSize) {
        // 32768 bounds both formats; a split ring also needs a power of two, even by default.
        if (maxSize < 2 || maxSize > 32768 || Integer.bitCount(maxSize) != 1) {
            throw new IllegalArgumentException(
                    "a queue of %d descriptors: not a power of two from 2 to 32768"
                            .formatted(maxSize));
        }
        this.maxSize = maxSize;
        this.size = maxSize;
    }

    /** Largest number of descriptors the device supports, a power of two. */
    public int maxSize() {
        return maxSize;
    }

    /** Descriptors in the ring: what the driver chose, else {@link #maxSize}. */
    public int size() {
        return size;
    }

    /** Guest-physical address of the descriptor area. */
    public long descriptorArea() {
        return descriptorArea;
    }

    /** Guest-physical address of the driver area. */
    public long driverArea() {
        return driverArea;
    }

    /** Guest-physical address of the device area. */
    public long deviceArea() {
        return deviceArea;
    }

    /** Whether the driver has enabled the queue since it was last reset. */
    public boolean enabled() {
        return ring != null;
    }

    /**
     * Asks for a smaller ring. Ignored while the queue is enabled and for sizes the ring format
     * cannot have: the driver reads back what is in force.
     */
    void size(int wanted, boolean packed) {
        boolean possible =
                wanted >= 1 && wanted <= maxSize && (packed || Integer.bitCount(wanted) == 1);
        if (!enabled() && possible) {
            size = wanted;
        }
    }

    /** Sets the descriptor area; ignored, like the other two, while the queue is enabled. */
    public void descriptorArea(long gpa) {
        if (!enabled()) {
            descriptorArea = gpa;
        }
    }

    /** Sets the driver area. */
    public void driverArea(long gpa) {
        if (!enabled()) {
            driverArea = gpa;
        }
    }

    /** Sets the device area. */
    public void deviceArea(long gpa) {
        if (!enabled()) {
            deviceArea = gpa;
        }
    }

    @Nullable Virtqueue ring() {
        return ring;
    }

    void enable(Virtqueue newRing) {
        ring = newRing;
    }

    void reset() {
        size = maxSize;
        descriptorArea = 0;
        driverArea = 0;
        deviceArea = 0;
        ring = null;
    }

    /** Writes the registers; the ring is its device's to write. */
    void save(SnapshotWriter to) {
        to.putInt(size);
        to.putLong(descriptorArea);
        to.putLong(driverArea);
        to.putLong(deviceArea);
    }

    void load(SnapshotReader from) {
        size = from.getInt(1, maxSize);
        descriptorArea = from.getLong();
        driverArea = from.getLong();
        deviceArea = from.getLong();
    }
}
