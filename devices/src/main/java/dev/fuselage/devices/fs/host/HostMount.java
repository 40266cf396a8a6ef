package dev.fuselage.devices.fs.host;

import org.jspecify.annotations.Nullable;

/**
 * A mounted file system beneath the share, the share's own among them, while nodes of it are held.
 * A mount point as the guest is told of it is a step from one of these to another.
 */
final class HostMount {

    /** Mount id; 0 where the kernel does not tell. */
    final long id;

    /** File system instance. */
    final long device;

    /** Nodes held on it. */
    int nodes;

    /**
     * A descriptor its file handles are opened through, -1 if they cannot be: its nodes then keep
     * their descriptors as long as they live.
     */
    int descriptor = -1;

    /** The next one known. */
    @Nullable HostMount next;

    HostMount(long id, long device) {
        this.id = id;
        this.device = device;
    }
}
