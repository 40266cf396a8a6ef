package dev.fuselage.devices.virtio.pci;

import dev.fuselage.devices.virtio.QueueRegisters;
import dev.fuselage.devices.virtio.VirtioDevice;
import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.Arrays;

/**
 * {@code struct virtio_pci_common_cfg} (virtio 1.2, section 4.1.4.3). Fields answer at their own
 * offset and width; a 64-bit field also by halves. Other accesses read 0 and write nothing.
 */
final class CommonConfiguration implements MmioRegion, Snapshotted {

    /** VIRTIO_MSI_NO_VECTOR: the event interrupts nobody while MSI-X is enabled. */
    static final int NO_VECTOR = 0xffff;

    private static final int DEVICE_FEATURE_SELECT = 0; // le32, RW
    private static final int DEVICE_FEATURE = 4; // le32, R
    private static final int DRIVER_FEATURE_SELECT = 8; // le32, RW
    private static final int DRIVER_FEATURE = 12; // le32, RW
    private static final int CONFIG_MSIX_VECTOR = 16; // le16, RW
    private static final int NUM_QUEUES = 18; // le16, R
    private static final int DEVICE_STATUS = 20; // u8, RW
    private static final int CONFIG_GENERATION = 21; // u8, R
    private static final int QUEUE_SELECT = 22; // le16, RW
    private static final int QUEUE_SIZE = 24; // le16, RW
    private static final int QUEUE_MSIX_VECTOR = 26; // le16, RW
    private static final int QUEUE_ENABLE = 28; // le16, RW
    private static final int QUEUE_NOTIFY_OFF = 30; // le16, R
    private static final int QUEUE_DESC = 32; // le64, RW
    private static final int QUEUE_DRIVER = 40; // le64, RW
    private static final int QUEUE_DEVICE = 48; // le64, RW
    private static final int QUEUE_NOTIF_CONFIG_DATA = 56; // le16, R
    private static final int QUEUE_RESET = 58; // le16, RW

    private final VirtioDevice device;
    private final Runnable reset;
    private final int vectors;
    private final int[] queueVectors;
    private int configVector = NO_VECTOR;
    private int deviceFeatureSelect;
    private int driverFeatureSelect;
    private int queueSelect;

    /**
     * @param reset what a driver that writes 0 to device_status asks for
     * @param vectors number of MSI-X vectors that may be chosen
     */
    CommonConfiguration(VirtioDevice device, Runnable reset, int vectors) {
        this.device = device;
        this.reset = reset;
        this.vectors = vectors;
        this.queueVectors = new int[device.queueCount()];
        forget();
    }

    int configVector() {
        return configVector;
    }

    int queueVector(int queue) {
        return queueVectors[queue];
    }

    /** Back to what the registers hold after a reset. */
    void forget() {
        configVector = NO_VECTOR;
        Arrays.fill(queueVectors, NO_VECTOR);
        deviceFeatureSelect = 0;
        driverFeatureSelect = 0;
        queueSelect = 0;
    }

    @Override
    public long read(long offset, int size) {
        if (size == Long.BYTES) {
            return (read(offset, Integer.BYTES) & 0xffff_ffffL)
                    | read(offset + Integer.BYTES, Integer.BYTES) << 32;
        }
        return switch ((int) offset) {
            case DEVICE_FEATURE_SELECT -> deviceFeatureSelect;
            case DEVICE_FEATURE -> word(device.offeredFeatures(), deviceFeatureSelect);
            case DRIVER_FEATURE_SELECT -> driverFeatureSelect;
            case DRIVER_FEATURE -> word(device.driverFeatures(), driverFeatureSelect);
            case CONFIG_MSIX_VECTOR -> configVector;
            case NUM_QUEUES -> device.queueCount();
            case DEVICE_STATUS -> device.status();
            case CONFIG_GENERATION -> device.configGeneration();
            case QUEUE_SELECT -> queueSelect;
            default -> {
                QueueRegisters queue = device.queue(queueSelect);
                yield queue == null
                        ? readAbsentQueue((int) offset)
                        : readQueue((int) offset, queue);
            }
        };
    }

    private static long word(long bits, int select) {
        return switch (select) {
            case 0 -> bits & 0xffff_ffffL;
            case 1 -> bits >>> 32;
            default -> 0;
        };
    }

    private static long readAbsentQueue(int offset) {
        // A size of 0 is how a driver learns that there is no such queue.
        return offset == QUEUE_MSIX_VECTOR ? NO_VECTOR : 0;
    }

    private long readQueue(int offset, QueueRegisters queue) {
        return switch (offset) {
            case QUEUE_SIZE -> queue.size();
            case QUEUE_MSIX_VECTOR -> queueVectors[queueSelect];
            case QUEUE_ENABLE -> queue.enabled() ? 1 : 0;
            case QUEUE_NOTIFY_OFF, QUEUE_NOTIF_CONFIG_DATA -> queueSelect;
            case QUEUE_DESC -> queue.descriptorArea();
            case QUEUE_DESC + 4 -> queue.descriptorArea() >>> 32;
            case QUEUE_DRIVER -> queue.driverArea();
            case QUEUE_DRIVER + 4 -> queue.driverArea() >>> 32;
            case QUEUE_DEVICE -> queue.deviceArea();
            case QUEUE_DEVICE + 4 -> queue.deviceArea() >>> 32;
            // QUEUE_RESET among them: a queue's reset is over as soon as it is asked for.
            default -> 0;
        };
    }

    @Override
    public void write(long offset, int size, long value) {
        if (size == Long.BYTES) {
            write(offset, Integer.BYTES, value & 0xffff_ffffL);
            write(offset + Integer.BYTES, Integer.BYTES, value >>> 32);
            return;
        }
        switch ((int) offset) {
            case DEVICE_FEATURE_SELECT -> deviceFeatureSelect = (int) value;
            case DRIVER_FEATURE_SELECT -> driverFeatureSelect = (int) value;
            case DRIVER_FEATURE -> device.writeDriverFeatures(driverFeatureSelect, (int) value);
            case CONFIG_MSIX_VECTOR -> configVector = vector(value);
            case DEVICE_STATUS -> writeStatus((int) value & 0xff);
            case QUEUE_SELECT -> queueSelect = (int) value & 0xffff;
            default -> {
                QueueRegisters queue = device.queue(queueSelect);
                if (queue != null) {
                    writeQueue((int) offset, queue, value);
                }
            }
        }
    }

    private void writeStatus(int value) {
        if (value == 0) {
            reset.run();
        } else {
            device.writeStatus(value);
        }
    }

    private void writeQueue(int offset, QueueRegisters queue, long value) {
        switch (offset) {
            case QUEUE_SIZE -> device.writeQueueSize(queueSelect, (int) value & 0xffff);
            case QUEUE_MSIX_VECTOR -> queueVectors[queueSelect] = vector(value);
            case QUEUE_ENABLE -> {
                // Writing 0 is forbidden and means nothing: a queue is disabled by a reset.
                if ((value & 0xffff) == 1) {
                    device.enableQueue(queueSelect);
                }
            }
            case QUEUE_DESC -> queue.descriptorArea(low(queue.descriptorArea(), value));
            case QUEUE_DESC + 4 -> queue.descriptorArea(high(queue.descriptorArea(), value));
            case QUEUE_DRIVER -> queue.driverArea(low(queue.driverArea(), value));
            case QUEUE_DRIVER + 4 -> queue.driverArea(high(queue.driverArea(), value));
            case QUEUE_DEVICE -> queue.deviceArea(low(queue.deviceArea(), value));
            case QUEUE_DEVICE + 4 -> queue.deviceArea(high(queue.deviceArea(), value));
            case QUEUE_RESET -> resetQueue(value);
            default -> {}
        }
    }

    private void resetQueue(long value) {
        if ((value & 0xffff) == 1 && device.resetQueue(queueSelect)) {
            queueVectors[queueSelect] = NO_VECTOR;
        }
    }

    /** The vector as it will be read back: one that does not exist is a mapping that failed. */
    private int vector(long value) {
        int wanted = (int) value & 0xffff;
        return wanted < vectors ? wanted : NO_VECTOR;
    }

    private static long low(long field, long value) {
        return (field & ~0xffff_ffffL) | (value & 0xffff_ffffL);
    }

    private static long high(long field, long value) {
        return (field & 0xffff_ffffL) | value << 32;
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putInt(configVector);
        to.putInts(queueVectors);
        to.putInt(deviceFeatureSelect);
        to.putInt(driverFeatureSelect);
        to.putInt(queueSelect);
    }

    @Override
    public void load(SnapshotReader from) {
        configVector = checked(from.getInt(), from);
        from.getInts(queueVectors);
        for (int queueVector : queueVectors) {
            checked(queueVector, from);
        }
        deviceFeatureSelect = from.getInt();
        driverFeatureSelect = from.getInt();
        queueSelect = from.getInt(0, 0xffff);
    }

    private int checked(int saved, SnapshotReader from) {
        if (saved != NO_VECTOR && (saved < 0 || saved >= vectors)) {
            throw from.notAsExpected();
        }
        return saved;
    }
}
