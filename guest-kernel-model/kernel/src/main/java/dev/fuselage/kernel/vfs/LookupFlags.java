package dev.fuselage.kernel.vfs;

/** What a path walk is for (LOOKUP_*); file systems see them in lookup and d_revalidate. */
public final class LookupFlags {
    /** Follow a symbolic link at the end. */
    public static final int FOLLOW = 0x0001;

    /** The end must be a directory. */
    public static final int DIRECTORY = 0x0002;

    /** Mount what is automounted at the end. */
    public static final int AUTOMOUNT = 0x0004;

    /** Stop at the parent of the last component. */
    public static final int PARENT = 0x0010;

    /** Trust no cached name. */
    public static final int REVAL = 0x0020;

    /**
     * The walk holds no references and must not block: answer -ECHILD to be asked again without it.
     */
    public static final int RCU = 0x0040;

    /** Follow mounts at the end. */
    public static final int MOUNTPOINT = 0x0080;

    /** The last component is being opened. */
    public static final int OPEN = 0x0100;

    /** The last component is being created. */
    public static final int CREATE = 0x0200;

    /** The last component must not exist. */
    public static final int EXCL = 0x0400;

    /** The last component is the target of a rename. */
    public static final int RENAME_TARGET = 0x0800;

    /** An empty path names the start. */
    public static final int EMPTY = 0x4000;

    /** Follow mounts at the starting point. */
    public static final int DOWN = 0x8000;

    private LookupFlags() {}
}
