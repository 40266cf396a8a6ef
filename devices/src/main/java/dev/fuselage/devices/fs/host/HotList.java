package dev.fuselage.devices.fs.host;

import org.jspecify.annotations.Nullable;

/**
 * The nodes whose descriptor could be closed for want of room, in the order of their last use.
 * Linked through the nodes, so that a use costs a few writes.
 */
final class HotList {

    private @Nullable HostNode newest;
    private @Nullable HostNode oldest;

    /** Adds a node, as just used. */
    void add(HostNode node) {
        node.older = newest;
        node.newer = null;
        if (newest == null) {
            oldest = node;
        } else {
            newest.newer = node;
        }
        newest = node;
        node.listed = true;
    }

    /** Takes a node out if it is there. */
    void remove(HostNode node) {
        if (!node.listed) {
            return;
        }
        HostNode newer = node.newer;
        HostNode older = node.older;
        if (newer == null) {
            newest = older;
        } else {
            newer.older = older;
        }
        if (older == null) {
            oldest = newer;
        } else {
            older.newer = newer;
        }
        node.newer = null;
        node.older = null;
        node.listed = false;
    }

    /** A node in the list is used now. */
    void touch(HostNode node) {
        if (node.listed && node != newest) {
            remove(node);
            add(node);
        }
    }

    /**
     * The node unused for longest. Never one of the two used last: an operation in progress may
     * hold the descriptors of as many.
     */
    @Nullable HostNode oldest() {
        HostNode n = oldest;
        if (n == null || n == newest || n.newer == newest) {
            return null;
        }
        return n;
    }
}
