package dev.fuselage.devices.virtio;

/** How a device reaches its driver; the transport implements it. */
public interface VirtioInterrupts {

    /**
     * Sends a used buffer notification (virtio 1.2, section 2.3).
     *
     * @param queue the virtqueue's index
     */
    void usedBuffers(int queue);

    /** Sends a configuration change notification. */
    void configurationChanged();
}
