package dev.fuselage.fuse;

/** {@code struct fuse_in_header}: what every request begins with. */
public final class FuseInHeader {
    public static final int SIZE = 40;
    public static final Struct STRUCT = Struct.of("fuse_in_header", SIZE);

    /** Bytes of the whole request: this header, its arguments, names, data and extensions. */
    public static final U32 LEN = STRUCT.u32("len", 0);

    /** See {@link Opcode}. */
    public static final U32 OPCODE = STRUCT.u32("opcode", 4);

    /**
     * Names the request; its reply carries the same number. Linux uses even numbers for requests
     * and the same number plus one for the INTERRUPT of a request; bit 63 marks a request sent
     * again ({@link FuseProtocol#UNIQUE_RESEND}).
     */
    public static final U64 UNIQUE = STRUCT.u64("unique", 8);

    /** The node the request is about: the directory for operations on names. */
    public static final U64 NODEID = STRUCT.u64("nodeid", 16);

    /** User id of the caller for file system checks, or {@link FuseProtocol#INVALID_UIDGID}. */
    public static final U32 UID = STRUCT.u32("uid", 24);

    /** Group id of the caller for file system checks, or {@link FuseProtocol#INVALID_UIDGID}. */
    public static final U32 GID = STRUCT.u32("gid", 28);

    public static final U32 PID = STRUCT.u32("pid", 32);

    /** Length of the extensions at the end of the request, in units of 8 bytes (7.38). */
    public static final U16 TOTAL_EXTLEN = STRUCT.u16("total_extlen", 36);

    public static final U16 PADDING = STRUCT.u16("padding", 38);

    private FuseInHeader() {}
}
