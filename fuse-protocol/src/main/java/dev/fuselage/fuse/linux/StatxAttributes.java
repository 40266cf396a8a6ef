package dev.fuselage.fuse.linux;

/** {@code STATX_ATTR_*}: {@link dev.fuselage.fuse.FuseStatx#ATTRIBUTES}. */
public final class StatxAttributes {
    public static final int STATX_ATTR_COMPRESSED = 0x0000_0004;
    public static final int STATX_ATTR_IMMUTABLE = 0x0000_0010;
    public static final int STATX_ATTR_APPEND = 0x0000_0020;
    public static final int STATX_ATTR_NODUMP = 0x0000_0040;
    public static final int STATX_ATTR_ENCRYPTED = 0x0000_0800;
    public static final int STATX_ATTR_AUTOMOUNT = 0x0000_1000;
    public static final int STATX_ATTR_MOUNT_ROOT = 0x0000_2000;
    public static final int STATX_ATTR_VERITY = 0x0010_0000;
    public static final int STATX_ATTR_DAX = 0x0020_0000;
    public static final int STATX_ATTR_WRITE_ATOMIC = 0x0040_0000;

    private StatxAttributes() {}
}
