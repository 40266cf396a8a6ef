package dev.fuselage.devices.fs.host;

import dev.fuselage.fuse.linux.OpenFlags;

/** An open regular file. */
final class HostFile extends HostHandle {

    private final boolean writable;

    HostFile(HostNode node, int descriptor, int flags) {
        super(node, descriptor);
        this.writable = OpenFlags.canWrite(flags);
    }

    /** Whether it was opened for writing. */
    boolean writable() {
        return writable;
    }
}
