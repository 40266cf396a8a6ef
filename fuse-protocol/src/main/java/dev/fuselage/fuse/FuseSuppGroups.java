package dev.fuselage.fuse;

/**
 * {@code struct fuse_supp_groups}: body of {@link ExtType#EXT_GROUPS} (7.38), before {@link
 * #NR_GROUPS} 32-bit group ids.
 */
public final class FuseSuppGroups {
    public static final int SIZE = 4;
    public static final Struct STRUCT = Struct.of("fuse_supp_groups", SIZE);

    public static final U32 NR_GROUPS = STRUCT.u32("nr_groups", 0);

    public static final long GROUPS_OFFSET = SIZE;

    /** Bytes of an extension, its {@link FuseExtHeader} included, with that many groups. */
    public static long extensionSize(int groups) {
        return FuseProtocol.recordAlign(FuseExtHeader.SIZE + SIZE + 4L * groups);
    }

    public static int group(Wire w, int index) {
        return w.u32(GROUPS_OFFSET + 4L * index);
    }

    public static void group(Wire w, int index, int gid) {
        w.u32(GROUPS_OFFSET + 4L * index, gid);
    }

    private FuseSuppGroups() {}
}
