package dev.fuselage.devices.fs;

/**
 * Writes what a server holds of a file system into the snapshot that the file system itself was
 * just written into. From {@link FileSystem#save}.
 */
public interface SavedFiles {

    /** Writes which file a node is. The root need not be written. */
    void node(Node node);

    /**
     * Writes an open file or directory, with the locks that were taken through it. Nodes come
     * before handles.
     */
    void handle(Handle handle);
}
