package dev.fuselage.devices.fs;

/**
 * An open file or an open directory, from {@link FileSystem#open} or {@link FileSystem#opendir}
 * until its release. It keeps the file's content alive after the last name and the last reference
 * are gone.
 */
public abstract class Handle {

    /** For file systems only. */
    protected Handle() {}

    /** The file that was opened. Valid until the handle is released. */
    public abstract Node node();
}
