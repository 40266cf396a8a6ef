package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.Handle;
import dev.fuselage.fuse.linux.OpenFlags;

/** An open regular file or directory. */
final class MemoryHandle extends Handle {

    private final MemoryNode node;
    private final boolean readable;
    private final boolean writable;

    MemoryHandle(MemoryNode node, int flags) {
        this(node, OpenFlags.canRead(flags), OpenFlags.canWrite(flags));
    }

    MemoryHandle(MemoryNode node, boolean readable, boolean writable) {
        this.node = node;
        this.readable = readable;
        this.writable = writable;
        node.opens++;
    }

    @Override
    public MemoryNode node() {
        return node;
    }

    boolean readable() {
        return readable;
    }

    boolean writable() {
        return writable;
    }
}
