package dev.fuselage.fuse;

/** {@code struct fuse_uring_cmd_req}: command area of a submission queue entry (7.42). */
public final class FuseUringCmdReq {
    public static final int SIZE = 24;
    public static final Struct STRUCT = Struct.of("fuse_uring_cmd_req", SIZE);

    public static final U64 FLAGS = STRUCT.u64("flags", 0);
    public static final U64 COMMIT_ID = STRUCT.u64("commit_id", 8);
    public static final U16 QID = STRUCT.u16("qid", 16);
    public static final Bytes PADDING = STRUCT.bytes("padding", 18, 6);

    private FuseUringCmdReq() {}
}
