package dev.fuselage.devices.virtiofs;

/** Which virtqueue formats a device offers its driver. */
public enum RingFormat {
    /** Split rings only. */
    SPLIT,

    /** Packed rings only: a driver without VIRTIO_F_RING_PACKED is refused. */
    PACKED,

    /** The driver chooses; Linux takes packed rings when they are offered. */
    EITHER
}
