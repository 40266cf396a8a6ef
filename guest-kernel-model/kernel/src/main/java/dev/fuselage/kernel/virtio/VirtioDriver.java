package dev.fuselage.kernel.virtio;

/** A driver for one kind of virtio device ({@code struct virtio_driver}). */
public interface VirtioDriver {
    /** Its name in messages and sysfs, such as "virtiofs". */
    String name();

    /** The virtio device id it drives. */
    int deviceId();

    /**
     * Features of the device type that it understands; those of the transport are negotiated for
     * it.
     */
    long features();

    /**
     * Takes the device over; 0 or a negative errno. It marks the device ready itself if it uses it
     * at once.
     */
    int probe(VirtioPciDevice device);

    /** The device goes away; the driver has reset it when this returns. */
    void remove(VirtioPciDevice device);
}
