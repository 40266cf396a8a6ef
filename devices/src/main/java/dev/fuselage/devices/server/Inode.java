package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.Node;
import org.jspecify.annotations.Nullable;

/**
 * A file the guest knows by a nodeid, and how many times it was told so. Reused after it is
 * forgotten.
 */
final class Inode {

    long nodeId;
    @Nullable Node node;

    /** FUSE's nlookup: replies that named this nodeid, less what FORGET took back. */
    long lookups;

    /** Next in the chain of the index by node, or in the list of unused ones. */
    @Nullable Inode next;

    Node node() {
        Node n = node;
        if (n == null) {
            throw new IllegalStateException("nodeid " + nodeId + " was forgotten");
        }
        return n;
    }
}
