package dev.fuselage.benchmarks;

import dev.fuselage.devices.virtio.DescriptorChain;
import dev.fuselage.devices.virtio.DeviceStatus;
import dev.fuselage.devices.virtio.QueueRegisters;
import dev.fuselage.devices.virtio.VirtioDevice;
import dev.fuselage.devices.virtio.VirtioFeature;
import dev.fuselage.devices.virtio.Virtqueue;
import dev.fuselage.devices.virtio.VirtqueueError;
import dev.fuselage.machine.memory.GuestMemory;
import java.util.Objects;

/** A virtio device with one queue, on no bus, that returns every buffer as it came. */
final class LoopbackDevice extends VirtioDevice {
    private static final int ANY_TYPE = 1;

    private final DescriptorChain chain = new DescriptorChain();

    LoopbackDevice(GuestMemory memory, int queueSize) {
        super(
                ANY_TYPE,
                VirtioFeature.INDIRECT_DESC | VirtioFeature.EVENT_IDX | VirtioFeature.RING_PACKED,
                memory,
                queueSize);
    }

    /** Does what a driver does until the queue works. */
    void start(long features, long descriptorArea, long driverArea, long deviceArea) {
        int status = DeviceStatus.ACKNOWLEDGE | DeviceStatus.DRIVER;
        writeStatus(status);
        writeDriverFeatures(0, (int) features);
        writeDriverFeatures(1, (int) (features >>> 32));
        status |= DeviceStatus.FEATURES_OK;
        writeStatus(status);
        QueueRegisters queue = Objects.requireNonNull(queue(0));
        queue.descriptorArea(descriptorArea);
        queue.driverArea(driverArea);
        queue.deviceArea(deviceArea);
        enableQueue(0);
        writeStatus(status | DeviceStatus.DRIVER_OK);
    }

    /** Takes one buffer and returns it; false if there is none. */
    boolean returnOne() {
        Virtqueue ring = Objects.requireNonNull(ring(0));
        try {
            if (!ring.pop(chain)) {
                return false;
            }
            ring.push(chain, chain.writable().bytes());
            return ring.interruptNeeded();
        } catch (VirtqueueError e) {
            throw new IllegalStateException(e);
        }
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
    protected void queueNotified(int index) {}
}
