package dev.fuselage.fuse;

/**
 * {@code struct fuse_link_in}: arguments of LINK, before the new name; the header names the
 * directory.
 */
public final class FuseLinkIn {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_link_in", SIZE);

    /** The node that gets another name. */
    public static final U64 OLDNODEID = STRUCT.u64("oldnodeid", 0);

    private FuseLinkIn() {}
}
