package dev.fuselage.fuse;

/** {@link FuseAttr#FLAGS} and {@link FuseStatxOut#FLAGS}. */
public final class AttrFlags {
    /** The directory is the root of another file system. */
    public static final int ATTR_SUBMOUNT = 1 << 0;

    /** Use DAX for this file where it is chosen file by file. */
    public static final int ATTR_DAX = 1 << 1;

    private AttrFlags() {}
}
