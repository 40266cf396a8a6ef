package dev.fuselage.kernel.vfs;

/** Which members of an {@link Iattr} count, and why it is set (ATTR_*). */
public final class AttrValid {
    /** Permission bits and type. */
    public static final int ATTR_MODE = 1;

    /** Owner. */
    public static final int ATTR_UID = 1 << 1;

    /** Group. */
    public static final int ATTR_GID = 1 << 2;

    /** Size. */
    public static final int ATTR_SIZE = 1 << 3;

    /** Access time. */
    public static final int ATTR_ATIME = 1 << 4;

    /** Modification time. */
    public static final int ATTR_MTIME = 1 << 5;

    /** Change time. */
    public static final int ATTR_CTIME = 1 << 6;

    /** The access time was given by the user. */
    public static final int ATTR_ATIME_SET = 1 << 7;

    /** The modification time was given by the user. */
    public static final int ATTR_MTIME_SET = 1 << 8;

    /** Not a user's change: no permission checks. */
    public static final int ATTR_FORCE = 1 << 9;

    /** Clear the set-user-id bit. */
    public static final int ATTR_KILL_SUID = 1 << 11;

    /** Clear the set-group-id bit. */
    public static final int ATTR_KILL_SGID = 1 << 12;

    /** {@link Iattr#file} counts. */
    public static final int ATTR_FILE = 1 << 13;

    /** Remove file capabilities. */
    public static final int ATTR_KILL_PRIV = 1 << 14;

    /** Truncation by open(O_TRUNC). */
    public static final int ATTR_OPEN = 1 << 15;

    /** Set times of utimes(NULL): permission to write suffices. */
    public static final int ATTR_TIMES_SET = 1 << 16;

    /** touch by a program without ownership. */
    public static final int ATTR_TOUCH = 1 << 17;

    private AttrValid() {}
}
