package dev.fuselage.devices.fs.host;

/**
 * How a host directory is shared.
 *
 * @param deviceNodes whether a guest may make character and block device nodes; otherwise that is
 *     EPERM. FIFOs and sockets are harmless, as the server never opens them
 * @param descriptors most descriptors of this process to use, 0 for as many as its limit allows
 */
public record HostOptions(boolean deviceNodes, int descriptors) {

    /** No device nodes, as many descriptors as the process may have. */
    public static final HostOptions DEFAULT = new HostOptions(false, 0);

    /** Checks the values. */
    public HostOptions {
        if (descriptors < 0) {
            throw new IllegalArgumentException("descriptors " + descriptors + " is negative");
        }
    }

    /** These options with device nodes allowed or refused. */
    public HostOptions withDeviceNodes(boolean allowed) {
        return new HostOptions(allowed, descriptors);
    }

    /** These options with another limit of descriptors. */
    public HostOptions withDescriptors(int most) {
        return new HostOptions(deviceNodes, most);
    }
}
