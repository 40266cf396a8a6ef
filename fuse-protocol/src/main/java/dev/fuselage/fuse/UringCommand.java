package dev.fuselage.fuse;

/**
 * {@code enum fuse_uring_cmd}: commands of a server over io_uring (7.42), and the sizes of the
 * areas in {@link FuseUringReqHeader}.
 */
public final class UringCommand {
    public static final int IO_URING_CMD_INVALID = 0;

    /** Register a request buffer and wait for a request. */
    public static final int IO_URING_CMD_REGISTER = 1;

    /** Commit a reply and wait for the next request. */
    public static final int IO_URING_CMD_COMMIT_AND_FETCH = 2;

    public static final int URING_IN_OUT_HEADER_SZ = 128;
    public static final int URING_OP_IN_OUT_SZ = 128;

    private UringCommand() {}
}
