package dev.fuselage.devices.fs.host;

import org.jspecify.annotations.Nullable;

/** The handles not released yet, so that none outlives the file system. */
final class OpenHandles {

    private final HostDescriptors descriptors;
    private @Nullable HostHandle first;

    OpenHandles(HostDescriptors descriptors) {
        this.descriptors = descriptors;
    }

    /** A handle was made. */
    void add(HostHandle handle) {
        descriptors.opened(handle.node());
        handle.next = first;
        if (first != null) {
            first.previous = handle;
        }
        first = handle;
    }

    /** A handle is released: closes its descriptor. */
    void release(HostHandle handle) {
        HostHandle next = handle.next;
        HostHandle previous = handle.previous;
        if (previous == null) {
            if (first != handle) {
                throw new IllegalStateException(
                        "released twice: descriptor " + handle.descriptor());
            }
            first = next;
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        handle.next = null;
        handle.previous = null;
        if (handle.descriptor() >= 0) {
            descriptors.close(handle.descriptor());
        }
        descriptors.released(handle);
    }

    /** Releases all. */
    void close() {
        while (first != null) {
            release(first);
        }
    }
}
