package dev.fuselage.fuse;

/** {@link FuseIoctlIn#FLAGS} and {@link FuseIoctlOut#FLAGS}. */
public final class IoctlFlags {
    /** A 32-bit caller on a 64-bit machine. */
    public static final int IOCTL_COMPAT = 1 << 0;

    /** The server may ask for a retry with other memory. */
    public static final int IOCTL_UNRESTRICTED = 1 << 1;

    /** In a reply: try again with these pieces of memory. */
    public static final int IOCTL_RETRY = 1 << 2;

    public static final int IOCTL_32BIT = 1 << 3;

    /** The open file is a directory. */
    public static final int IOCTL_DIR = 1 << 4;

    /** An x32 caller: 64-bit time_t. */
    public static final int IOCTL_COMPAT_X32 = 1 << 5;

    /** Most pieces of memory a retry may name, in and out together. */
    public static final int IOCTL_MAX_IOV = 256;

    private IoctlFlags() {}
}
