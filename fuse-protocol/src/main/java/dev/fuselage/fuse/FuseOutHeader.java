package dev.fuselage.fuse;

/** {@code struct fuse_out_header}: what every reply and every notification begins with. */
public final class FuseOutHeader {
    public static final int SIZE = 16;
    public static final Struct STRUCT = Struct.of("fuse_out_header", SIZE);

    /** Bytes of the whole reply, this header included. */
    public static final U32 LEN = STRUCT.u32("len", 0);

    /**
     * 0 or a negative error number, above -{@link FuseProtocol#ERROR_LIMIT}; in a notification
     * ({@link #UNIQUE} 0) the positive {@link NotifyCode}.
     */
    public static final S32 ERROR = STRUCT.s32("error", 4);

    /** The number of the request that is answered; 0 in a notification. */
    public static final U64 UNIQUE = STRUCT.u64("unique", 8);

    private FuseOutHeader() {}
}
