package dev.fuselage.kernel.pci;

import java.util.Locale;

/** The few names of the PCI id database that {@code lspci} needs here. */
final class PciNames {
    private static final int VIRTIO_VENDOR = 0x1af4;
    private static final int VIRTIO_FIRST = 0x1040;

    private PciNames() {}

    static String className(int classCode) {
        return switch (classCode >>> 8) {
            case 0x0180 -> "Mass storage controller";
            case 0x0200 -> "Ethernet controller";
            case 0x0600 -> "Host bridge";
            case 0x0700 -> "Serial controller";
            case 0x0780 -> "Communication controller";
            default -> "Unclassified device";
        };
    }

    static String deviceName(int vendor, int device) {
        if (vendor != VIRTIO_VENDOR) {
            return String.format(Locale.ROOT, "Device %04x", device);
        }
        return switch (device - VIRTIO_FIRST) {
            case 1 -> "Red Hat, Inc. Virtio 1.0 network device";
            case 2 -> "Red Hat, Inc. Virtio 1.0 block device";
            case 3 -> "Red Hat, Inc. Virtio 1.0 console";
            case 4 -> "Red Hat, Inc. Virtio 1.0 RNG";
            case 9 -> "Red Hat, Inc. Virtio 9P transport";
            case 26 -> "Red Hat, Inc. Virtio 1.0 file system";
            default -> "Red Hat, Inc. Virtio device";
        };
    }
}
