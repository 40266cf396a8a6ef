package dev.fuselage.fuse;

/** {@code struct fuse_poll_out}: reply of POLL. */
public final class FusePollOut {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_poll_out", SIZE);

    /** See {@link dev.fuselage.fuse.linux.PollEvents}. */
    public static final U32 REVENTS = STRUCT.u32("revents", 0);

    public static final U32 PADDING = STRUCT.u32("padding", 4);

    private FusePollOut() {}
}
