package dev.fuselage.fuse;

/** {@code struct fuse_lseek_out}: reply of LSEEK. */
public final class FuseLseekOut {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_lseek_out", SIZE);

    public static final U64 OFFSET = STRUCT.u64("offset", 0);

    private FuseLseekOut() {}
}
