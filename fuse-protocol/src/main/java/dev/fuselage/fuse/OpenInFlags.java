package dev.fuselage.fuse;

/** {@link FuseOpenIn#OPEN_FLAGS} and {@link FuseCreateIn#OPEN_FLAGS}. */
public final class OpenInFlags {
    /** Clear S_ISUID, and S_ISGID of a group-executable file, when O_TRUNC truncates. */
    public static final int OPEN_KILL_SUIDGID = 1 << 0;

    private OpenInFlags() {}
}
