package dev.fuselage.devices.server;

import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Mode;

/** Turns the file an operation has found or made into a nodeid and a reply that names it. */
final class EntryReply {

    private final ServerState s;
    private final AttributeWriter writer;

    EntryReply(ServerState state, AttributeWriter writer) {
        s = state;
        this.writer = writer;
    }

    /**
     * Counts a lookup of the file in {@link ServerState#found} and writes {@code fuse_entry_out}.
     *
     * @return its size
     */
    int put(Wire out) {
        boolean submount =
                s.found.mountPoint()
                        && Mode.isDirectory(s.found.attributes.mode)
                        && s.session.has(InitFlags.SUBMOUNTS);
        long nodeId = s.inodes.remember(s.found.node());
        s.found.clear();
        return writer.entry(out, nodeId, s.found.attributes, submount);
    }

    /** Writes {@code fuse_entry_out} of a file without a nodeid. */
    int putWithoutNode(Wire out, long ino, int mode) {
        return writer.entryWithoutNode(out, ino, mode);
    }
}
