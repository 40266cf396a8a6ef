package dev.fuselage.devices.virtio;

/**
 * Where a driver put a virtqueue and how both sides agreed to use it.
 *
 * @param size descriptors in the ring, 1 to 32768; a power of two for a split ring
 * @param descriptorArea guest-physical address of the descriptor table or ring
 * @param driverArea guest-physical address of the available ring or driver event suppression
 * @param deviceArea guest-physical address of the used ring or device event suppression
 * @param indirect whether VIRTIO_F_INDIRECT_DESC was negotiated
 * @param eventIndex whether VIRTIO_F_EVENT_IDX was negotiated
 * @param chainLimit elements a chain may have: the largest size the device offers for this queue
 */
record QueueLayout(
        int size,
        long descriptorArea,
        long driverArea,
        long deviceArea,
        boolean indirect,
        boolean eventIndex,
        int chainLimit) {}
