package dev.fuselage.devices.virtio;

import dev.fuselage.machine.host.DeviceInsight;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtio 1.x device without its transport: status, feature negotiation, configuration space and
 * virtqueues (virtio 1.2, chapters 2 and 3).
 *
 * <p>A transport forwards what the driver writes and implements {@link VirtioInterrupts}; a device
 * type fills in the abstract methods. A driver that breaks a rule is never an exception: the write
 * is ignored, or the device sets DEVICE_NEEDS_RESET and does nothing more until reset.
 */
public abstract class VirtioDevice implements Snapshotted {

    /** Stands in until a transport connects; a device on no bus reaches nobody. */
    private static final VirtioInterrupts NOWHERE =
            new VirtioInterrupts() {
                @Override
                public void usedBuffers(int queue) {}

                @Override
                public void configurationChanged() {}
            };

    private final int deviceType;
    private final long offeredFeatures;
    private final GuestMemory memory;
    private final QueueRegisters[] queues;
    private VirtioInterrupts interrupts = NOWHERE;

    private int status;
    private long driverFeatures;
    private int configGeneration;
    private boolean configChangedSinceRead;
    private @Nullable String brokenBecause;

    /**
     * @param deviceType the virtio device id, 1 to 63 (virtio 1.2, chapter 5)
     * @param features feature bits offered besides VIRTIO_F_VERSION_1
     * @param memory where the driver's rings and buffers are
     * @param queueSizes largest size of each queue, powers of two from 2 to 32768
     */
    protected VirtioDevice(int deviceType, long features, GuestMemory memory, int... queueSizes) {
        this.deviceType = deviceType;
        this.offeredFeatures = features | VirtioFeature.VERSION_1;
        this.memory = memory;
        this.queues = new QueueRegisters[queueSizes.length];
        for (int i = 0; i < queueSizes.length; i++) {
            queues[i] = new QueueRegisters(queueSizes[i]);
        }
    }

    // What the device is.

    /** The virtio device id. */
    public final int deviceType() {
        return deviceType;
    }

    /** Every feature bit the device offers. */
    public final long offeredFeatures() {
        return offeredFeatures;
    }

    /** Number of virtqueues. */
    public final int queueCount() {
        return queues.length;
    }

    /** Bytes of the device-specific configuration. */
    public abstract int configBytes();

    /** Shared memory regions, in the order a transport presents them. */
    public List<SharedMemoryRegion> sharedMemory() {
        return List.of();
    }

    /** One byte of the device-specific configuration, 0 to 255. */
    protected abstract int configByte(int offset);

    /**
     * The driver wrote to the device-specific configuration. Most devices have nothing there to be
     * written.
     *
     * @param offset of the first byte; it is within the configuration
     * @param size 1, 2, 4 or 8 bytes
     * @param value little-endian in the low bytes
     */
    protected void configWritten(int offset, int size, long value) {}

    /** Takes the transport's way to the driver. */
    public final void connect(VirtioInterrupts transport) {
        interrupts = transport;
    }

    // What the driver sees and sets.

    /** The device status field, bits of {@link DeviceStatus}. */
    public final int status() {
        return status;
    }

    /**
     * Writes the device status field. Zero resets; otherwise bits are only added: FEATURES_OK if
     * the chosen features can be served, DRIVER_OK if FEATURES_OK stands.
     */
    public final void writeStatus(int value) {
        if (value == 0) {
            reset();
            return;
        }
        int wanted = value & ~DeviceStatus.DEVICE_NEEDS_RESET & ~status & 0xff;
        if ((wanted & DeviceStatus.FEATURES_OK) != 0 && !featuresAcceptable()) {
            wanted &= ~DeviceStatus.FEATURES_OK;
        }
        if (((status | wanted) & DeviceStatus.FEATURES_OK) == 0) {
            wanted &= ~DeviceStatus.DRIVER_OK;
        }
        status |= wanted;
        if ((wanted & DeviceStatus.DRIVER_OK) != 0) {
            if (broken()) {
                // The error came before there was anyone to tell.
                interrupts.configurationChanged();
            } else {
                driverOk();
            }
        }
    }

    private boolean featuresAcceptable() {
        return (driverFeatures & ~offeredFeatures) == 0
                && (driverFeatures & VirtioFeature.VERSION_1) != 0
                && accepts(driverFeatures);
    }

    /**
     * Whether the device can serve a driver with these features, a subset of those offered that
     * includes VIRTIO_F_VERSION_1.
     */
    protected boolean accepts(long features) {
        return true;
    }

    /** The features the driver has written so far; final once FEATURES_OK is set. */
    public final long driverFeatures() {
        return driverFeatures;
    }

    /**
     * Writes 32 of the driver's feature bits; ignored once FEATURES_OK is set.
     *
     * @param word 0 for bits 0 to 31, 1 for bits 32 to 63; others do not exist
     */
    public final void writeDriverFeatures(int word, int bits) {
        if (word < 0 || word > 1 || (status & DeviceStatus.FEATURES_OK) != 0) {
            return;
        }
        int shift = 32 * word;
        driverFeatures =
                (driverFeatures & ~(0xffff_ffffL << shift)) | ((bits & 0xffff_ffffL) << shift);
    }

    /** Whether the driver has chosen all of these features and the device agreed. */
    public final boolean negotiated(long features) {
        return (status & DeviceStatus.FEATURES_OK) != 0 && (driverFeatures & features) == features;
    }

    /** The registers of a queue, or null if there is no queue of that index. */
    public final @Nullable QueueRegisters queue(int index) {
        return index >= 0 && index < queues.length ? queues[index] : null;
    }

    /** Asks for another ring size; see {@link QueueRegisters#size()} for what came of it. */
    public final void writeQueueSize(int index, int size) {
        queues[index].size(size, (driverFeatures & VirtioFeature.RING_PACKED) != 0);
    }

    /**
     * Enables a queue with the areas written before. Ignored before FEATURES_OK, since the ring's
     * format is not known then. Areas that are not memory break the device.
     */
    public final void enableQueue(int index) {
        QueueRegisters queue = queues[index];
        if (queue.enabled() || broken() || (status & DeviceStatus.FEATURES_OK) == 0) {
            return;
        }
        try {
            Virtqueue ring = ringOf(queue);
            ring.locate();
            queue.enable(ring);
        } catch (VirtqueueError e) {
            breakQueue(index, e);
        }
    }

    /** A ring of the agreed format with the areas the driver wrote. */
    private Virtqueue ringOf(QueueRegisters queue) throws VirtqueueError {
        QueueLayout layout =
                new QueueLayout(
                        queue.size(),
                        queue.descriptorArea(),
                        queue.driverArea(),
                        queue.deviceArea(),
                        negotiated(VirtioFeature.INDIRECT_DESC),
                        negotiated(VirtioFeature.EVENT_IDX),
                        queue.maxSize());
        return negotiated(VirtioFeature.RING_PACKED)
                ? new PackedVirtqueue(memory, layout)
                : new SplitVirtqueue(memory, layout);
    }

    /**
     * Resets one queue (virtio 1.2, section 2.6.1); ignored without VIRTIO_F_RING_RESET. It is
     * complete on return: buffers the device held are forgotten, never used.
     *
     * @return whether the queue was reset
     */
    public final boolean resetQueue(int index) {
        if (!negotiated(VirtioFeature.RING_RESET)) {
            return false;
        }
        queues[index].reset();
        queueReset(index);
        return true;
    }

    /** An available buffer notification; ignored for queues that are not in use. */
    public final void kick(int index) {
        if (ring(index) != null) {
            queueNotified(index);
        }
    }

    /** Reads a byte of the device-specific configuration; 0 outside it. */
    public final int readConfig(int offset) {
        if (configChangedSinceRead) {
            configChangedSinceRead = false;
            configGeneration = (configGeneration + 1) & 0xff;
        }
        return offset >= 0 && offset < configBytes() ? configByte(offset) : 0;
    }

    /** Writes the device-specific configuration; nothing happens outside it. */
    public final void writeConfig(int offset, int size, long value) {
        if (offset >= 0 && offset < configBytes()) {
            configWritten(offset, size, value);
        }
    }

    /** Changes whenever the driver has read configuration that changed between two reads. */
    public final int configGeneration() {
        return configGeneration;
    }

    /** Brings the device to the state after power-on. */
    public final void reset() {
        status = 0;
        driverFeatures = 0;
        brokenBecause = null;
        for (QueueRegisters queue : queues) {
            queue.reset();
        }
        deviceReset();
    }

    // What the device type is told and may do.

    /** DRIVER_OK was set: buffers may already be available on the enabled queues. */
    protected void driverOk() {}

    /** Buffers may have become available on a queue in use. */
    protected abstract void queueNotified(int index);

    /** One queue was reset; {@link #ring} no longer answers the old ring. */
    protected void queueReset(int index) {}

    /** The whole device was reset. */
    protected void deviceReset() {}

    /** The device has just set DEVICE_NEEDS_RESET: nothing taken from a queue may go on. */
    protected void deviceBroken() {}

    /** A look at who serves its buffers, for reports; null where nobody ever waits. */
    public @Nullable DeviceInsight insight() {
        return null;
    }

    /** A queue's ring while the device may use it: DRIVER_OK set, queue enabled, nothing broken. */
    public final @Nullable Virtqueue ring(int index) {
        boolean live = (status & DeviceStatus.DRIVER_OK) != 0 && !broken();
        return live && index >= 0 && index < queues.length ? queues[index].ring() : null;
    }

    /** Tells the driver that buffers of a queue were used. */
    protected final void announceUsed(int index) {
        interrupts.usedBuffers(index);
    }

    /** Tells the driver that {@link #configByte} has new answers. */
    protected final void announceConfiguration() {
        configChangedSinceRead = true;
        if ((status & DeviceStatus.DRIVER_OK) != 0) {
            interrupts.configurationChanged();
        }
    }

    /** Stops the device for what a driver did to a queue. */
    protected final void breakQueue(int index, VirtqueueError error) {
        needsReset("queue " + index + ": " + error.getMessage());
    }

    /**
     * Stops the device: DEVICE_NEEDS_RESET, and a configuration change notification once the driver
     * is there to take it (virtio 1.2, section 2.1.2).
     */
    protected final void needsReset(String why) {
        if (broken()) {
            return;
        }
        brokenBecause = why;
        status |= DeviceStatus.DEVICE_NEEDS_RESET;
        deviceBroken();
        if ((status & DeviceStatus.DRIVER_OK) != 0) {
            interrupts.configurationChanged();
        }
    }

    private boolean broken() {
        return (status & DeviceStatus.DEVICE_NEEDS_RESET) != 0;
    }

    /** Why the device set DEVICE_NEEDS_RESET, for people; null while it has not. */
    public final @Nullable String brokenBecause() {
        return brokenBecause;
    }

    /** Writes what every device has; a device type with state of its own writes it behind this. */
    @Override
    public void save(SnapshotWriter to) {
        to.same("virtio device type", deviceType);
        to.same("virtio features offered", offeredFeatures);
        to.same("virtqueues", queues.length);
        to.putInt(status);
        to.putLong(driverFeatures);
        to.putInt(configGeneration);
        to.putBoolean(configChangedSinceRead);
        to.putBoolean(brokenBecause != null);
        to.putString(brokenBecause == null ? "" : brokenBecause);
        for (QueueRegisters queue : queues) {
            to.same("descriptors of a virtqueue", queue.maxSize());
            queue.save(to);
            Virtqueue ring = queue.ring();
            to.putBoolean(ring != null);
            if (ring != null) {
                ring.save(to);
            }
        }
    }

    /** Takes over the state; interrupts nobody and looks at no ring. */
    @Override
    public void load(SnapshotReader from) {
        from.same("virtio device type", deviceType);
        from.same("virtio features offered", offeredFeatures);
        from.same("virtqueues", queues.length);
        status = from.getInt(0, 0xff);
        driverFeatures = from.getLong();
        configGeneration = from.getInt(0, 0xff);
        configChangedSinceRead = from.getBoolean();
        boolean isBroken = from.getBoolean();
        String why = from.getString();
        brokenBecause = isBroken ? why : null;
        for (QueueRegisters queue : queues) {
            from.same("descriptors of a virtqueue", queue.maxSize());
            queue.load(from);
            if (from.getBoolean()) {
                loadRing(queue, from);
            }
        }
    }

    /** The ring's areas may have gone away meanwhile, which the device finds out when it looks. */
    private void loadRing(QueueRegisters queue, SnapshotReader from) {
        try {
            Virtqueue ring = ringOf(queue);
            ring.load(from);
            queue.enable(ring);
        } catch (VirtqueueError impossible) {
            throw from.notAsExpected();
        }
    }
}
