package dev.fuselage.fuse;

/** Numbers of the protocol that belong to no single message. */
public final class FuseProtocol {
    /** {@code FUSE_KERNEL_VERSION}: the major version. */
    public static final int KERNEL_VERSION = 7;

    /**
     * {@code FUSE_KERNEL_MINOR_VERSION}: the newest minor version this package knows (Linux 6.18).
     */
    public static final int KERNEL_MINOR_VERSION = 45;

    /** {@code FUSE_ROOT_ID}: node id of the root. */
    public static final long ROOT_ID = 1;

    /** {@code FUSE_MIN_READ_BUFFER}: bytes that the smallest buffer for requests has. */
    public static final int MIN_READ_BUFFER = 8192;

    /**
     * {@code FUSE_UNIQUE_RESEND}: bit of {@link FuseInHeader#UNIQUE} that marks a request sent
     * again.
     */
    public static final long UNIQUE_RESEND = 1L << 63;

    /**
     * {@code FUSE_INVALID_UIDGID}: user or group id of a caller that the mount's id mapping does
     * not map.
     */
    public static final int INVALID_UIDGID = -1;

    /**
     * Linux refuses a reply whose error is this or more, negated: they are the kernel's own error
     * numbers.
     */
    public static final int ERROR_LIMIT = 512;

    public static final int COMPAT_ENTRY_OUT_SIZE = 120;
    public static final int COMPAT_ATTR_OUT_SIZE = 96;
    public static final int COMPAT_MKNOD_IN_SIZE = 8;
    public static final int COMPAT_WRITE_IN_SIZE = 24;
    public static final int COMPAT_STATFS_SIZE = 48;
    public static final int COMPAT_SETXATTR_IN_SIZE = 8;

    /** {@link FuseInitIn} before 7.36: up to {@code flags}. */
    public static final int COMPAT_INIT_IN_SIZE = 16;

    /** {@link FuseInitOut} before 7.5: the version alone. */
    public static final int COMPAT_INIT_OUT_SIZE = 8;

    /** {@link FuseInitOut} before 7.23. */
    public static final int COMPAT_22_INIT_OUT_SIZE = 24;

    /** Most bytes of {@code KEY=value} strings in the reply of CUSE_INIT. */
    public static final int CUSE_INIT_INFO_MAX = 4096;

    /** {@code FUSE_REMOVEMAPPING_MAX_ENTRY} with pages of 4 KiB. */
    public static final int REMOVEMAPPING_MAX_ENTRY = 4096 / FuseRemovemappingOne.SIZE;

    /** {@code FUSE_REC_ALIGN}: records of variable length are padded to a multiple of 8 bytes. */
    public static long recordAlign(long length) {
        return (length + 7) & ~7L;
    }

    private FuseProtocol() {}
}
