package dev.fuselage.fuse;

/** Commands of ioctl on the FUSE device, as asm-generic encodes them. */
public final class DevIoctl {
    public static final int DEV_IOC_MAGIC = 229;

    /** Argument: a 32-bit file descriptor of the session to join. */
    public static final int DEV_IOC_CLONE = 0x8004_e500;

    /** Argument: {@link FuseBackingMap}. */
    public static final int DEV_IOC_BACKING_OPEN = 0x4010_e501;

    /** Argument: a 32-bit backing id. */
    public static final int DEV_IOC_BACKING_CLOSE = 0x4004_e502;

    /** No argument: let mount wait for INIT (7.45). */
    public static final int DEV_IOC_SYNC_INIT = 0x0000_e503;

    private DevIoctl() {}
}
