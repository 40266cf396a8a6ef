package dev.fuselage.devices.virtio;

/**
 * Feature bits of the queues and of the negotiation itself, as masks of the 64 bits (virtio 1.2,
 * section 6). Bits of one device type live with that device.
 */
public final class VirtioFeature {

    /** VIRTIO_F_INDIRECT_DESC: a descriptor may refer to a table of descriptors. */
    public static final long INDIRECT_DESC = 1L << 28;

    /** VIRTIO_F_EVENT_IDX: notifications wait for a named ring index. */
    public static final long EVENT_IDX = 1L << 29;

    /** VIRTIO_F_VERSION_1: the driver speaks virtio 1.x; there is no other way to use us. */
    public static final long VERSION_1 = 1L << 32;

    /** VIRTIO_F_RING_PACKED: the driver uses packed virtqueues. */
    public static final long RING_PACKED = 1L << 34;

    /** VIRTIO_F_RING_RESET: queues can be reset one by one. */
    public static final long RING_RESET = 1L << 40;

    /** Everything that our rings can do. */
    public static final long ALL_OF_RINGS = INDIRECT_DESC | EVENT_IDX | RING_PACKED | RING_RESET;

    private VirtioFeature() {}
}
