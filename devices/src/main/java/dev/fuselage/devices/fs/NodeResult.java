package dev.fuselage.devices.fs;

import org.jspecify.annotations.Nullable;

/** Where an operation that yields a file leaves it: node, attributes, mount crossing. Reusable. */
public final class NodeResult {

    private @Nullable Node node;
    private boolean mountPoint;

    /** Attributes of {@link #node()} after the operation. */
    public final FileAttributes attributes = new FileAttributes();

    /** An empty holder. */
    public NodeResult() {}

    /** The node found or made; one reference to it belongs to the caller. */
    public Node node() {
        Node n = node;
        if (n == null) {
            throw new IllegalStateException("no operation has filled this result");
        }
        return n;
    }

    /** Whether the file is the root of another file system mounted beneath the share. */
    public boolean mountPoint() {
        return mountPoint;
    }

    /**
     * Leaves a node here; the file system fills {@link #attributes} itself.
     *
     * @param node the file
     * @param mountPoint whether the step to it crossed into another mounted file system
     */
    public void set(Node node, boolean mountPoint) {
        this.node = node;
        this.mountPoint = mountPoint;
    }

    /** Forgets the node, so that a reused holder keeps nothing alive. */
    public void clear() {
        node = null;
        mountPoint = false;
    }
}
