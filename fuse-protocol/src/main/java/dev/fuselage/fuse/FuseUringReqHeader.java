package dev.fuselage.fuse;

/** {@code struct fuse_uring_req_header}: header buffer of a request over io_uring (7.42). */
public final class FuseUringReqHeader {
    public static final int SIZE = 288;
    public static final Struct STRUCT = Struct.of("fuse_uring_req_header", SIZE);

    /** Holds a {@link FuseInHeader} or a {@link FuseOutHeader}. */
    public static final Bytes IN_OUT = STRUCT.bytes("in_out", 0, 128);

    /** Holds the first argument of the opcode. */
    public static final Bytes OP_IN = STRUCT.bytes("op_in", 128, 128);

    public static final long RING_ENT_IN_OUT_OFFSET = 256;
    public static final Nested RING_ENT_IN_OUT =
            STRUCT.nested("ring_ent_in_out", RING_ENT_IN_OUT_OFFSET, FuseUringEntInOut.STRUCT);

    private FuseUringReqHeader() {}
}
