package dev.fuselage.fuse.linux;

/** Commands of ioctl that file systems share, as asm-generic encodes them on a 64-bit machine. */
public final class FsIoctl {
    public static final int FS_IOC_GETFLAGS = 0x8008_6601;
    public static final int FS_IOC_SETFLAGS = 0x4008_6602;
    public static final int FS_IOC_GETVERSION = 0x8008_7601;
    public static final int FS_IOC_SETVERSION = 0x4008_7602;
    public static final int FS_IOC_FSGETXATTR = 0x801c_581f;
    public static final int FS_IOC_FSSETXATTR = 0x401c_5820;

    private FsIoctl() {}
}
