package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.Handle;
import org.jspecify.annotations.Nullable;

/** Something of the host opened for the guest: a descriptor, and the node it was opened by. */
abstract sealed class HostHandle extends Handle permits HostFile, HostDirectory {

    private final HostNode node;
    private final int descriptor;

    /** Neighbour in the list of {@link OpenHandles}. */
    @Nullable HostHandle next;

    /** Neighbour in the list of {@link OpenHandles}. */
    @Nullable HostHandle previous;

    HostHandle(HostNode node, int descriptor) {
        this.node = node;
        this.descriptor = descriptor;
    }

    @Override
    public HostNode node() {
        return node;
    }

    /**
     * Open until the handle is released; -ESTALE if the file was gone when a snapshot that had it
     * open was loaded.
     */
    int descriptor() {
        return descriptor;
    }
}
