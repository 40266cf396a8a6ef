package dev.fuselage.fuse;

/** {@code struct fuse_poll_in}: arguments of POLL (7.11). */
public final class FusePollIn {
    public static final int SIZE = 24;
    public static final Struct STRUCT = Struct.of("fuse_poll_in", SIZE);

    public static final U64 FH = STRUCT.u64("fh", 0);

    /** The client's name for this poll, which a {@link NotifyCode#POLL} repeats. */
    public static final U64 KH = STRUCT.u64("kh", 8);

    /** See {@link PollFlags}. */
    public static final U32 FLAGS = STRUCT.u32("flags", 16);

    /** Wanted events (7.21): {@link dev.fuselage.fuse.linux.PollEvents}. */
    public static final U32 EVENTS = STRUCT.u32("events", 20);

    private FusePollIn() {}
}
