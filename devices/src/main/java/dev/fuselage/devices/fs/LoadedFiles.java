package dev.fuselage.devices.fs;

/**
 * Reads back what {@link SavedFiles} wrote, in the same order. From {@link FileSystem#load}. What
 * is gone meanwhile is no error: operations on it answer -ESTALE.
 */
public interface LoadedFiles {

    /**
     * Reads a node.
     *
     * @param references how many of its references the caller holds
     */
    Node node(long references);

    /** Reads a handle, which belongs to the caller. */
    Handle handle();
}
