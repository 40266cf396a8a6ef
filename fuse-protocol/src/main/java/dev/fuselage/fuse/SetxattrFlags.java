package dev.fuselage.fuse;

/** {@link FuseSetxattrIn#SETXATTR_FLAGS}. */
public final class SetxattrFlags {
    /** Clear S_ISGID with system.posix_acl_access. */
    public static final int SETXATTR_ACL_KILL_SGID = 1 << 0;

    private SetxattrFlags() {}
}
