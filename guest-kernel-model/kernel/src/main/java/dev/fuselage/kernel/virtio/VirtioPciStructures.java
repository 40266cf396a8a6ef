package dev.fuselage.kernel.virtio;

import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.pci.PciFunction;
import dev.fuselage.kernel.pci.PciResource;
import org.jspecify.annotations.Nullable;

/**
 * Where a device's structures are, from its vendor-specific capabilities (virtio 1.2, 4.1.4).
 * Addresses are physical; the first capability of a type that lies in a BAR that exists counts.
 *
 * @param common common configuration
 * @param commonLength bytes of it the device has
 * @param isr ISR status
 * @param notification notification structure
 * @param notificationLength bytes of it
 * @param notifyMultiplier distance of two queues' doorbells
 * @param device device configuration; 0 without one
 * @param deviceLength bytes of it
 */
record VirtioPciStructures(
        long common,
        long commonLength,
        long isr,
        long notification,
        long notificationLength,
        int notifyMultiplier,
        long device,
        long deviceLength) {
    private static final int CAP_VENDOR_SPECIFIC = 0x09;

    private static final int COMMON_CFG = 1;
    private static final int NOTIFY_CFG = 2;
    private static final int ISR_CFG = 3;
    private static final int DEVICE_CFG = 4;
    private static final int SHARED_MEMORY_CFG = 8;

    // Offsets in struct virtio_pci_cap, virtio_pci_notify_cap and virtio_pci_cap64.
    private static final int CAP_LEN = 2;
    private static final int CAP_TYPE = 3;
    private static final int CAP_BAR = 4;
    private static final int CAP_ID = 5;
    private static final int CAP_OFFSET = 8;
    private static final int CAP_LENGTH = 12;
    private static final int CAP_NOTIFY_MULTIPLIER = 16;
    private static final int CAP_OFFSET_HIGH = 16;
    private static final int CAP_LENGTH_HIGH = 20;
    private static final int CAP64_SIZE = 24;

    /** Least sizes and alignments that the driver insists on. */
    private static final int COMMON_MIN = 56;

    private static final int NOTIFY_MIN = 2;

    /** {@code struct virtio_shm_region}: addresses are physical. */
    public record SharedMemory(long address, long length) {}

    /** A structure's place. */
    private record Place(long address, long length) {}

    /**
     * {@code vp_modern_probe()}: null, with the reason in the log, when the device is not a modern
     * one.
     */
    static @Nullable VirtioPciStructures find(PciFunction function, KernelLog log) {
        int common = capability(function, COMMON_CFG);
        if (common == 0) {
            log.print(
                    "%s %s: virtio_pci: leaving for legacy driver"
                            .formatted(VirtioPciDriver.NAME, function));
            return null;
        }
        int isr = capability(function, ISR_CFG);
        int notify = capability(function, NOTIFY_CFG);
        if (isr == 0 || notify == 0) {
            log.print(
                    "%s %s: virtio_pci: missing capabilities %d/%d/%d"
                            .formatted(VirtioPciDriver.NAME, function, common, isr, notify));
            return null;
        }
        int device = capability(function, DEVICE_CFG);
        Place commonPlace = place(function, common, COMMON_MIN, 4, log);
        Place isrPlace = place(function, isr, 1, 1, log);
        Place notifyPlace = place(function, notify, NOTIFY_MIN, 2, log);
        Place devicePlace = device == 0 ? new Place(0, 0) : place(function, device, 0, 4, log);
        if (commonPlace == null || isrPlace == null || notifyPlace == null || devicePlace == null) {
            return null;
        }
        return new VirtioPciStructures(
                commonPlace.address(),
                commonPlace.length(),
                isrPlace.address(),
                notifyPlace.address(),
                notifyPlace.length(),
                function.readConfig32(notify + CAP_NOTIFY_MULTIPLIER),
                devicePlace.address(),
                devicePlace.length());
    }

    private static int capability(PciFunction function, int type) {
        int at = function.findCapability(CAP_VENDOR_SPECIFIC);
        while (at != 0) {
            boolean isType = function.readConfig8(at + CAP_TYPE) == type;
            if (isType
                    && VirtioPciDriver.placed(function, function.readConfig8(at + CAP_BAR))
                            != null) {
                return at;
            }
            at = function.findNextCapability(at, CAP_VENDOR_SPECIFIC);
        }
        return 0;
    }

    /**
     * {@code vp_modern_map_capability()}: null, with the reason in the log, when it does not fit.
     */
    private static @Nullable Place place(
            PciFunction function, int at, int least, int alignment, KernelLog log) {
        PciResource bar = VirtioPciDriver.placed(function, function.readConfig8(at + CAP_BAR));
        long offset = function.readConfig32(at + CAP_OFFSET) & 0xffff_ffffL;
        long length = function.readConfig32(at + CAP_LENGTH) & 0xffff_ffffL;
        String trouble = null;
        if (length < least || length == 0) {
            trouble = "bad capability len %d (>=%d expected)".formatted(length, least);
        } else if ((offset & (alignment - 1)) != 0) {
            trouble = "offset %d not aligned to %d".formatted(offset, alignment);
        } else if (bar == null || offset + least > bar.size()) {
            trouble = "map virtio %d@%d out of range on bar".formatted(least, offset);
        }
        if (trouble != null || bar == null) {
            log.print("%s %s: virtio_pci: %s".formatted(VirtioPciDriver.NAME, function, trouble));
            return null;
        }
        return new Place(bar.start() + offset, Math.min(length, bar.size() - offset));
    }

    /**
     * {@code vp_get_shm_region()}: null, with the reason in the log if it is an odd one, when there
     * is no such region.
     */
    static @Nullable SharedMemory sharedMemory(PciFunction function, int id, KernelLog log) {
        int at = function.findCapability(CAP_VENDOR_SPECIFIC);
        while (at != 0) {
            if (function.readConfig8(at + CAP_TYPE) == SHARED_MEMORY_CFG) {
                int length = function.readConfig8(at + CAP_LEN);
                if (length != CAP64_SIZE) {
                    log.print(
                            "%s %s: virtio_pci_find_shm_cap: shm cap with bad size offset: %d size: %d"
                                    .formatted(VirtioPciDriver.NAME, function, at, length));
                } else if (function.readConfig8(at + CAP_ID) == id
                        && function.readConfig8(at + CAP_BAR) < PciFunction.BARS) {
                    return region(function, at, log);
                }
            }
            at = function.findNextCapability(at, CAP_VENDOR_SPECIFIC);
        }
        return null;
    }

    private static @Nullable SharedMemory region(PciFunction function, int at, KernelLog log) {
        PciResource bar = VirtioPciDriver.placed(function, function.readConfig8(at + CAP_BAR));
        long offset = wide(function, at + CAP_OFFSET, at + CAP_OFFSET_HIGH);
        long length = wide(function, at + CAP_LENGTH, at + CAP_LENGTH_HIGH);
        String trouble = null;
        if (Long.compareUnsigned(offset + length, offset) < 0) {
            trouble = "cap offset+len overflow detected";
        } else if (bar == null || Long.compareUnsigned(offset + length, bar.size()) > 0) {
            trouble = "bar shorter than cap offset+len";
        }
        if (trouble != null || bar == null) {
            log.print(
                    "%s %s: vp_get_shm_region: %s"
                            .formatted(VirtioPciDriver.NAME, function, trouble));
            return null;
        }
        return new SharedMemory(bar.start() + offset, length);
    }

    private static long wide(PciFunction function, int low, int high) {
        return (function.readConfig32(low) & 0xffff_ffffL)
                | (long) function.readConfig32(high) << 32;
    }
}
