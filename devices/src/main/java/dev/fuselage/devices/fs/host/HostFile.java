package dev.fuselage.devices.fs.host;

import dev.fuselage.fuse.linux.OpenFlags;

/** An open regular file. */
final class HostFile extends HostHandle {

    private final int flags;

    /**
     * @param flags those of the guest it was opened with
     */
    HostFile(HostNode node, int descriptor, int flags) {
        super(node, descriptor);
        this.flags = flags & ~(OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_TRUNC);
    }

    /** The guest's flags with which it can be opened again. */
    int flags() {
        return flags;
    }
}
