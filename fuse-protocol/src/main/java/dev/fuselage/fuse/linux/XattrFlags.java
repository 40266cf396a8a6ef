package dev.fuselage.fuse.linux;

/** Flags of setxattr, and the limits of extended attributes. */
public final class XattrFlags {
    /** Fail with EEXIST where the attribute exists. */
    public static final int XATTR_CREATE = 0x1;

    /** Fail with ENODATA where it does not. */
    public static final int XATTR_REPLACE = 0x2;

    public static final int XATTR_NAME_MAX = 255;
    public static final int XATTR_SIZE_MAX = 65536;
    public static final int XATTR_LIST_MAX = 65536;

    private XattrFlags() {}
}
