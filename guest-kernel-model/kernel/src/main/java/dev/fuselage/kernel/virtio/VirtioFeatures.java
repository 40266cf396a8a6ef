package dev.fuselage.kernel.virtio;

/** Feature bits of the transport and the rings (virtio 1.2, chapter 6). */
public final class VirtioFeatures {
    public static final long INDIRECT_DESC = 1L << 28;
    public static final long EVENT_IDX = 1L << 29;
    public static final long VERSION_1 = 1L << 32;
    public static final long ACCESS_PLATFORM = 1L << 33;
    public static final long RING_PACKED = 1L << 34;
    public static final long ORDER_PLATFORM = 1L << 36;
    public static final long SR_IOV = 1L << 37;
    public static final long NOTIFICATION_DATA = 1L << 38;
    public static final long RING_RESET = 1L << 40;

    /**
     * Bits 28 to 41 belong to the transport; others to the device type ({@code
     * VIRTIO_TRANSPORT_F_START} and {@code _END}).
     */
    static final long TRANSPORT = (1L << 42) - (1L << 28);

    /**
     * What the rings here can do ({@code vring_transport_features}) and what the PCI transport adds
     * ({@code vp_transport_features}).
     */
    static final long SUPPORTED =
            INDIRECT_DESC
                    | EVENT_IDX
                    | VERSION_1
                    | ACCESS_PLATFORM
                    | RING_PACKED
                    | ORDER_PLATFORM
                    | NOTIFICATION_DATA
                    | RING_RESET;

    private VirtioFeatures() {}
}
