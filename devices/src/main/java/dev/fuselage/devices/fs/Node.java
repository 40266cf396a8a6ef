package dev.fuselage.devices.fs;

/**
 * A file of any type as its file system knows it: what a nodeid of the guest stands for.
 *
 * <p>While a caller holds a reference to a file (see {@link FileSystem}), every operation that
 * yields that file yields the same object, whatever name led to it: identity of nodes is identity
 * of files. It is not a name and not an open file.
 */
public abstract class Node {

    /** For file systems only. */
    protected Node() {}

    /** Inode number, unique among the nodes of one {@link #device()}. */
    public abstract long ino();

    /**
     * Number of the file system instance the file lives on ({@code st_dev}); tells submounts apart.
     */
    public abstract long device();
}
