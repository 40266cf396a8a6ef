package dev.fuselage.fuse;

/**
 * {@code struct fuse_uring_ent_in_out}: what a ring entry says about its request besides the
 * request itself (7.42).
 */
public final class FuseUringEntInOut {
    public static final int SIZE = 32;
    public static final Struct STRUCT = Struct.of("fuse_uring_ent_in_out", SIZE);

    public static final U64 FLAGS = STRUCT.u64("flags", 0);

    /** Names the entry in the command that commits its reply. */
    public static final U64 COMMIT_ID = STRUCT.u64("commit_id", 8);

    /** Bytes used in the payload buffer. */
    public static final U32 PAYLOAD_SZ = STRUCT.u32("payload_sz", 16);

    public static final U32 PADDING = STRUCT.u32("padding", 20);
    public static final U64 RESERVED = STRUCT.u64("reserved", 24);

    private FuseUringEntInOut() {}
}
