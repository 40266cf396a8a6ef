package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/** A change of attributes on its way to a file system (struct iattr). Reusable. */
public final class Iattr {
    /** ATTR_* bits: which of the others count. */
    public int valid;

    /** Mode, with the type bits. */
    public int mode;

    /** Owner. */
    public int uid;

    /** Group. */
    public int gid;

    /** Size in bytes. */
    public long size;

    /** Access time. */
    public final Timespec atime = new Timespec();

    /** Modification time. */
    public final Timespec mtime = new Timespec();

    /** Change time. */
    public final Timespec ctime = new Timespec();

    /** The file through which the change was asked for; with ATTR_FILE. */
    public @Nullable OpenFile file;

    /** Forgets everything. */
    public Iattr clear() {
        valid = 0;
        file = null;
        return this;
    }
}
