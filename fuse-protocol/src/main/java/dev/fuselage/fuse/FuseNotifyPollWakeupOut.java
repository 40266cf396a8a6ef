package dev.fuselage.fuse;

/** {@code struct fuse_notify_poll_wakeup_out}: body of {@link NotifyCode#POLL} (7.11). */
public final class FuseNotifyPollWakeupOut {
    public static final int SIZE = 8;
    public static final Struct STRUCT = Struct.of("fuse_notify_poll_wakeup_out", SIZE);

    public static final U64 KH = STRUCT.u64("kh", 0);

    private FuseNotifyPollWakeupOut() {}
}
