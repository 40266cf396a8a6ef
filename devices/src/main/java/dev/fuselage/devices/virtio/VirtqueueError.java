package dev.fuselage.devices.virtio;

import java.io.Serial;

/**
 * What a driver wrote into a ring cannot be followed: the device that meets it stops and sets
 * DEVICE_NEEDS_RESET. It is never the device's own mistake; those are unchecked exceptions.
 */
public final class VirtqueueError extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    /**
     * @param reason what the driver did wrong, with the offending values in hexadecimal
     */
    public VirtqueueError(String reason) {
        // No stack trace: a guest could raise these as fast as it can kick.
        super(reason, null, false, false);
    }
}
