package dev.fuselage.devices.fs;

/**
 * A change of attributes asked for in one step ({@code struct iattr} in the kernel): which, and
 * their new values. A mutable holder with plain fields.
 */
public final class SetAttributes {

    /** {@link #mode} is to be set (permission bits only; the type never changes). */
    public static final int MODE = 1;

    /** {@link #uid} is to be set. */
    public static final int UID = 1 << 1;

    /** {@link #gid} is to be set. */
    public static final int GID = 1 << 2;

    /** The file is to be truncated or extended to {@link #size}. */
    public static final int SIZE = 1 << 3;

    /** The access time is to be set, to {@link #atime} unless {@link #ATIME_NOW} says otherwise. */
    public static final int ATIME = 1 << 4;

    /**
     * The modification time is to be set, to {@link #mtime} unless {@link #MTIME_NOW} says
     * otherwise.
     */
    public static final int MTIME = 1 << 5;

    /** With {@link #ATIME}: set it to the present. */
    public static final int ATIME_NOW = 1 << 7;

    /** With {@link #MTIME}: set it to the present. */
    public static final int MTIME_NOW = 1 << 8;

    /** {@link #ctime} is to be set; a file system that cannot ignores it, as a host's does. */
    public static final int CTIME = 1 << 10;

    /** The caller lacks CAP_FSETID: a change of size or owner also removes set-id bits. */
    public static final int KILL_SUIDGID = 1 << 11;

    /** Or of the constants above. */
    public int valid;

    /** New permission bits. */
    public int mode;

    /** New owner. */
    public int uid;

    /** New group. */
    public int gid;

    /** New size in bytes; not negative. */
    public long size;

    /** New access time: seconds. */
    public long atime;

    /** New modification time: seconds. */
    public long mtime;

    /** New change time: seconds. */
    public long ctime;

    /** New access time: nanoseconds. */
    public int atimeNanos;

    /** New modification time: nanoseconds. */
    public int mtimeNanos;

    /** New change time: nanoseconds. */
    public int ctimeNanos;

    /** A change of nothing. */
    public SetAttributes() {}

    /** Whether all of {@code bits} are asked for. */
    public boolean has(int bits) {
        return (valid & bits) == bits;
    }

    /** Whether any of {@code bits} is asked for. */
    public boolean hasAny(int bits) {
        return (valid & bits) != 0;
    }
}
