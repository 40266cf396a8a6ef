package dev.fuselage.devices.virtio;

/** Bits of the device status field (virtio 1.2, section 2.1). */
public final class DeviceStatus {

    /** The guest has found the device. */
    public static final int ACKNOWLEDGE = 1;

    /** The guest knows how to drive the device. */
    public static final int DRIVER = 2;

    /** The driver is ready: the device may use its queues. */
    public static final int DRIVER_OK = 4;

    /** Negotiation is complete and the device supports what the driver chose. */
    public static final int FEATURES_OK = 8;

    /** The device met an error that only a reset ends. */
    public static final int DEVICE_NEEDS_RESET = 64;

    /** The driver has given the device up. */
    public static final int FAILED = 128;

    private DeviceStatus() {}
}
