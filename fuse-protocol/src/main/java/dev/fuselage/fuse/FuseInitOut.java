package dev.fuselage.fuse;

/**
 * {@code struct fuse_init_out}: reply of INIT. It is 8 bytes long for a client older than 7.5 and
 * 24 for one older than 7.23 ({@link FuseCompat#initOutSize}).
 */
public final class FuseInitOut {
    public static final int SIZE = 64;
    public static final Struct STRUCT = Struct.of("fuse_init_out", SIZE);

    public static final U32 MAJOR = STRUCT.u32("major", 0);
    public static final U32 MINOR = STRUCT.u32("minor", 4);
    public static final U32 MAX_READAHEAD = STRUCT.u32("max_readahead", 8);

    /** Bits 0..31 of {@link InitFlags}. */
    public static final U32 FLAGS = STRUCT.u32("flags", 12);

    public static final U16 MAX_BACKGROUND = STRUCT.u16("max_background", 16);
    public static final U16 CONGESTION_THRESHOLD = STRUCT.u16("congestion_threshold", 18);

    /** Most bytes of data in one WRITE. */
    public static final U32 MAX_WRITE = STRUCT.u32("max_write", 20);

    /** Granularity of timestamps in nanoseconds, 1..10^9 (7.23). */
    public static final U32 TIME_GRAN = STRUCT.u32("time_gran", 24);

    /** Most pages of one request, valid with {@link InitFlags#MAX_PAGES}. */
    public static final U16 MAX_PAGES = STRUCT.u16("max_pages", 28);

    /**
     * Binary logarithm of the alignment of DAX mappings, valid with {@link
     * InitFlags#MAP_ALIGNMENT}.
     */
    public static final U16 MAP_ALIGNMENT = STRUCT.u16("map_alignment", 30);

    /** Bits 32..63 of {@link InitFlags}. */
    public static final U32 FLAGS2 = STRUCT.u32("flags2", 32);

    /** Valid with {@link InitFlags#PASSTHROUGH} (7.40). */
    public static final U32 MAX_STACK_DEPTH = STRUCT.u32("max_stack_depth", 36);

    /** Seconds, valid with {@link InitFlags#REQUEST_TIMEOUT} (7.43). */
    public static final U16 REQUEST_TIMEOUT = STRUCT.u16("request_timeout", 40);

    public static final Bytes UNUSED = STRUCT.bytes("unused", 42, 22);

    private FuseInitOut() {}
}
