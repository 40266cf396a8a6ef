package dev.fuselage.fuse;

/** {@link FusePollIn#FLAGS}. */
public final class PollFlags {
    /** Send {@link NotifyCode#POLL} when something changes. */
    public static final int POLL_SCHEDULE_NOTIFY = 1 << 0;

    private PollFlags() {}
}
