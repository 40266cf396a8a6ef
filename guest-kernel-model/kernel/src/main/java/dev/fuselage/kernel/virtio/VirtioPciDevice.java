package dev.fuselage.kernel.virtio;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.pci.IoMemory;
import dev.fuselage.kernel.pci.PciFunction;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.machine.host.DeviceInsight;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A virtio device behind the PCI transport, as its driver sees it ({@code struct virtio_device},
 * {@code virtio_pci_modern.c}).
 */
public final class VirtioPciDevice {
    /** {@code VIRTIO_MSI_NO_VECTOR}. */
    static final int NO_VECTOR = 0xffff;

    static final int STATUS_ACKNOWLEDGE = 1;
    static final int STATUS_DRIVER = 2;
    static final int STATUS_DRIVER_OK = 4;
    static final int STATUS_FEATURES_OK = 8;
    static final int STATUS_FAILED = 0x80;

    // Offsets in struct virtio_pci_common_cfg.
    private static final int DEVICE_FEATURE_SELECT = 0;
    private static final int DEVICE_FEATURE = 4;
    private static final int DRIVER_FEATURE_SELECT = 8;
    private static final int DRIVER_FEATURE = 12;
    private static final int CONFIG_VECTOR = 16;
    private static final int NUM_QUEUES = 18;
    private static final int DEVICE_STATUS = 20;
    private static final int CONFIG_GENERATION = 21;
    private static final int QUEUE_SELECT = 22;
    private static final int QUEUE_SIZE = 24;
    private static final int QUEUE_VECTOR = 26;
    private static final int QUEUE_ENABLE = 28;
    private static final int QUEUE_NOTIFY_OFF = 30;
    private static final int QUEUE_DESC = 32;
    private static final int QUEUE_DRIVER = 40;
    private static final int QUEUE_DEVICE = 48;

    private final VirtioPciDriver transport;
    private final PciFunction function;
    private final VirtioPciStructures structures;
    private final IoMemory io;
    private final int deviceId;
    private final int index;
    private final VirtqueueSet queues = new VirtqueueSet(this);
    private @Nullable VirtioDriver driver;
    private @Nullable Object driverData;
    private @Nullable Runnable configChanged;
    private long features;

    VirtioPciDevice(
            VirtioPciDriver transport,
            PciFunction function,
            VirtioPciStructures structures,
            int deviceId,
            int index) {
        this.transport = transport;
        this.function = function;
        this.structures = structures;
        this.io = function.io();
        this.deviceId = deviceId;
        this.index = index;
    }

    // ---- identity

    /** {@code virtio0}. */
    public String name() {
        return "virtio" + index;
    }

    /** Its number on the virtio bus. */
    public int index() {
        return index;
    }

    /** The virtio device id: 26 for a file system. */
    public int deviceId() {
        return deviceId;
    }

    public PciFunction function() {
        return function;
    }

    /** A look at its other side, for reports; null if there is none. */
    public @Nullable DeviceInsight insight() {
        return transport.insight(function.slot());
    }

    public TaskScheduler scheduler() {
        return transport.scheduler();
    }

    VirtioPciDriver transport() {
        return transport;
    }

    /** The driver that has it; null when none has. */
    public @Nullable VirtioDriver driver() {
        return driver;
    }

    void setDriver(@Nullable VirtioDriver next) {
        driver = next;
    }

    /** {@code vdev->priv}. */
    public @Nullable Object driverData() {
        return driverData;
    }

    public void setDriverData(@Nullable Object data) {
        driverData = data;
    }

    /** Called in interrupt context when the device configuration changed; null for nobody. */
    public void setConfigChanged(@Nullable Runnable callback) {
        configChanged = callback;
    }

    /** {@code dev_info()}: a line with the driver's and the device's name before it. */
    public void print(String line) {
        transport.log().print(label() + ": " + line);
    }

    String label() {
        VirtioDriver by = driver;
        return (by == null ? "virtio" : by.name()) + " " + name();
    }

    // ---- status and features

    int status() {
        return io.read8(structures.common() + DEVICE_STATUS);
    }

    void addStatus(int bits) {
        int now = status();
        io.write8(structures.common() + DEVICE_STATUS, now | bits);
    }

    /** {@code virtio_device_ready()}: the driver is ready for the device to work. */
    public void ready() {
        addStatus(STATUS_DRIVER_OK);
    }

    /** {@code virtio_reset_device()}: back to the beginning; waits until the device has done it. */
    public void reset() {
        io.write8(structures.common() + DEVICE_STATUS, 0);
        while (status() != 0) {
            scheduler().yieldCpu();
        }
    }

    /** Features in use. */
    public long features() {
        return features;
    }

    public boolean hasFeature(long feature) {
        return (features & feature) != 0;
    }

    /**
     * {@code vp_finalize_features()}: all the device offers that the driver or the transport knows;
     * -EINVAL when it is not a modern one.
     */
    int negotiate(long driverFeatures) {
        long offered = offeredFeatures();
        features =
                offered & (driverFeatures | (VirtioFeatures.SUPPORTED & VirtioFeatures.TRANSPORT));
        if (!hasFeature(VirtioFeatures.VERSION_1)) {
            print("virtio: device uses modern interface but does not have VIRTIO_F_VERSION_1");
            return -Errno.EINVAL;
        }
        io.write32(structures.common() + DRIVER_FEATURE_SELECT, 0);
        io.write32(structures.common() + DRIVER_FEATURE, (int) features);
        io.write32(structures.common() + DRIVER_FEATURE_SELECT, 1);
        io.write32(structures.common() + DRIVER_FEATURE, (int) (features >>> 32));
        return 0;
    }

    private long offeredFeatures() {
        io.write32(structures.common() + DEVICE_FEATURE_SELECT, 0);
        long low = io.read32(structures.common() + DEVICE_FEATURE) & 0xffff_ffffL;
        io.write32(structures.common() + DEVICE_FEATURE_SELECT, 1);
        return low | (long) io.read32(structures.common() + DEVICE_FEATURE) << 32;
    }

    // ---- device configuration

    /** {@code virtio_cread_bytes()}: bytes of the device configuration as of one moment. */
    public void readConfig(int offset, byte[] into) {
        checkConfig(offset, into.length);
        int before;
        int after = generation();
        do {
            before = after;
            for (int i = 0; i < into.length; i++) {
                into[i] = (byte) io.read8(structures.device() + offset + i);
            }
            after = generation();
        } while (before != after);
    }

    /** {@code virtio_cread_le()} of 32 bits. */
    public int readConfig32(int offset) {
        checkConfig(offset, Integer.BYTES);
        return io.read32(structures.device() + offset);
    }

    private void checkConfig(int offset, int length) {
        if (offset + length > structures.deviceLength()) {
            throw new IllegalStateException(
                    "%s: device configuration 0x%x+0x%x beyond its 0x%x bytes"
                            .formatted(label(), offset, length, structures.deviceLength()));
        }
    }

    private int generation() {
        return io.read8(structures.common() + CONFIG_GENERATION);
    }

    /**
     * {@code virtio_get_shm_region()}: a shared memory region; null when the device has none of
     * that id.
     */
    public @Nullable SharedMemory sharedMemory(int id) {
        VirtioPciStructures.SharedMemory region =
                VirtioPciStructures.sharedMemory(function, id, transport.log());
        return region == null ? null : new SharedMemory(region.address(), region.length());
    }

    /** Physical address and length of a region the device shares. */
    public record SharedMemory(long address, long length) {}

    // ---- queues

    /**
     * {@code virtio_find_vqs()}: sets queues 0 to n-1 up and enables them.
     *
     * @param names one a queue
     * @param callbacks called in interrupt context when buffers of that queue were used
     * @param before this many first queues get no CPUs of their own in the spreading of interrupts
     * @return 0 or a negative errno
     */
    public int findVirtqueues(String[] names, Runnable[] callbacks, int before) {
        return queues.find(names, callbacks, before);
    }

    public VirtqueueDriver queue(int queue) {
        return queues.queue(queue);
    }

    /**
     * {@code vp_get_vq_affinity()}: the CPUs that the queue's own interrupt is for; null when it
     * has none of its own.
     */
    public @Nullable BitSet queueAffinity(int queue) {
        return queues.affinity(queue);
    }

    /** {@code del_vqs()}: gives queues and interrupts back; the device has been reset before. */
    public void deleteVirtqueues() {
        queues.delete();
    }

    int queueCount() {
        return io.read16(structures.common() + NUM_QUEUES);
    }

    void selectQueue(int queue) {
        io.write16(structures.common() + QUEUE_SELECT, queue);
    }

    int selectedQueueSize() {
        return io.read16(structures.common() + QUEUE_SIZE);
    }

    boolean isSelectedQueueEnabled() {
        return io.read16(structures.common() + QUEUE_ENABLE) != 0;
    }

    void enableSelectedQueue() {
        io.write16(structures.common() + QUEUE_ENABLE, 1);
    }

    /** {@code vp_active_vq()}: tells the device where the selected queue is. */
    void placeSelectedQueue(VirtqueueDriver queue) {
        io.write16(structures.common() + QUEUE_SIZE, queue.size());
        writeAddress(QUEUE_DESC, queue.descriptorArea());
        writeAddress(QUEUE_DRIVER, queue.driverArea());
        writeAddress(QUEUE_DEVICE, queue.deviceArea());
    }

    private void writeAddress(int register, long address) {
        io.write32(structures.common() + register, (int) address);
        io.write32(structures.common() + register + Integer.BYTES, (int) (address >>> 32));
    }

    /** Sets the selected queue's vector; false when the device could not take it. */
    boolean setSelectedQueueVector(int vector) {
        io.write16(structures.common() + QUEUE_VECTOR, vector);
        return io.read16(structures.common() + QUEUE_VECTOR) == vector;
    }

    /**
     * Sets the vector for changes of the configuration; false when the device could not take it.
     */
    boolean setConfigVector(int vector) {
        io.write16(structures.common() + CONFIG_VECTOR, vector);
        return io.read16(structures.common() + CONFIG_VECTOR) == vector;
    }

    /** Physical address of the selected queue's doorbell; 0 when it lies outside the structure. */
    long selectedQueueDoorbell() {
        long offset =
                (long) io.read16(structures.common() + QUEUE_NOTIFY_OFF)
                        * structures.notifyMultiplier();
        return offset + 2 <= structures.notificationLength()
                ? structures.notification() + offset
                : 0;
    }

    /** Reads, and thereby clears, the ISR status. */
    int takeIsr() {
        return io.read8(structures.isr());
    }

    /** {@code vp_config_changed()}. */
    boolean configInterrupt() {
        Runnable callback = configChanged;
        if (callback != null) {
            callback.run();
        }
        return true;
    }

    IoMemory io() {
        return io;
    }

    @Override
    public String toString() {
        return name();
    }
}
