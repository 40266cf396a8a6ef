package dev.fuselage.devices.virtio.pci;

/**
 * Bodies of the virtio structure capabilities, {@code struct virtio_pci_cap} and its longer
 * relatives (virtio 1.2, section 4.1.4), without the two bytes every PCI capability starts with.
 */
final class VirtioCapability {

    /** Vendor-specific capability (PCI Local Bus Specification 3.0, appendix H). */
    static final int PCI_CAP_ID_VNDR = 0x09;

    // cfg_type: VIRTIO_PCI_CAP_COMMON_CFG and so on.
    static final int COMMON_CFG = 1;
    static final int NOTIFY_CFG = 2;
    static final int ISR_CFG = 3;
    static final int DEVICE_CFG = 4;
    static final int PCI_CFG = 5;
    static final int SHARED_MEMORY_CFG = 8;

    // Offsets from the start of the capability, head included.
    private static final int CAP_LEN = 2;
    private static final int CFG_TYPE = 3;
    static final int CAP_BAR = 4;
    private static final int CAP_ID = 5;
    static final int CAP_OFFSET = 8;
    static final int CAP_LENGTH = 12;
    static final int CAP_BYTES = 16;

    /** pci_cfg_data of the PCI configuration access capability, four bytes. */
    static final int PCI_CFG_DATA = 16;

    private static final int HEAD = 2;

    private VirtioCapability() {}

    /** The plain structure: where in which BAR. */
    static byte[] structure(int type, int bar, long offset, long length) {
        return body(CAP_BYTES, type, bar, 0, offset, length);
    }

    /** The notification structure, with its multiplier in bytes. */
    static byte[] notification(int bar, long offset, long length, int multiplier) {
        byte[] body = body(CAP_BYTES + 4, NOTIFY_CFG, bar, 0, offset, length);
        le32(body, CAP_BYTES, multiplier);
        return body;
    }

    /** The window for accesses from configuration space; the driver says where and how wide. */
    static byte[] configurationAccess() {
        return body(CAP_BYTES + 4, PCI_CFG, 0, 0, 0, 0);
    }

    /** What a driver may write of {@link #configurationAccess}: bar, offset, length and data. */
    static byte[] configurationAccessMask() {
        byte[] mask = new byte[CAP_BYTES + 4 - HEAD];
        mask[CAP_BAR - HEAD] = (byte) 0xff;
        le32(mask, CAP_OFFSET, -1);
        le32(mask, CAP_LENGTH, -1);
        le32(mask, PCI_CFG_DATA, -1);
        return mask;
    }

    /**
     * A shared memory region, {@code struct virtio_pci_cap64}. Exactly 24 bytes: Linux ignores any
     * other length.
     */
    static byte[] sharedMemory(int bar, int id, long offset, long length) {
        byte[] body = body(CAP_BYTES + 8, SHARED_MEMORY_CFG, bar, id, offset, length);
        le32(body, CAP_BYTES, (int) (offset >>> 32));
        le32(body, CAP_BYTES + 4, (int) (length >>> 32));
        return body;
    }

    private static byte[] body(int capBytes, int type, int bar, int id, long offset, long length) {
        byte[] body = new byte[capBytes - HEAD];
        body[CAP_LEN - HEAD] = (byte) capBytes;
        body[CFG_TYPE - HEAD] = (byte) type;
        body[CAP_BAR - HEAD] = (byte) bar;
        body[CAP_ID - HEAD] = (byte) id;
        le32(body, CAP_OFFSET, (int) offset);
        le32(body, CAP_LENGTH, (int) length);
        return body;
    }

    private static void le32(byte[] body, int at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            body[at - HEAD + i] = (byte) (value >>> (8 * i));
        }
    }
}
