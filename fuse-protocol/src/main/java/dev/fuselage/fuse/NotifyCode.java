package dev.fuselage.fuse;

import org.jspecify.annotations.Nullable;

/**
 * What a server tells its client unasked: {@code enum fuse_notify_code}. A notification is a {@link
 * FuseOutHeader} with {@code unique} 0 and this number as its error, and then its body.
 */
public enum NotifyCode {
    /** {@code FUSE_NOTIFY_POLL}: an event that POLL waits for (7.11). */
    POLL(1),
    /** {@code FUSE_NOTIFY_INVAL_INODE}: drop attributes and cached data (7.12). */
    INVAL_INODE(2),
    /** {@code FUSE_NOTIFY_INVAL_ENTRY}: drop a cached name (7.12). */
    INVAL_ENTRY(3),
    /** {@code FUSE_NOTIFY_STORE}: put data into the page cache (7.15). */
    STORE(4),
    /** {@code FUSE_NOTIFY_RETRIEVE}: send back cached data (7.15). */
    RETRIEVE(5),
    /** {@code FUSE_NOTIFY_DELETE}: a name was deleted (7.18). */
    DELETE(6),
    /** {@code FUSE_NOTIFY_RESEND}: send all unanswered requests again; no body (7.40). */
    RESEND(7),
    /** {@code FUSE_NOTIFY_INC_EPOCH}: treat every cached name as stale; no body (7.44). */
    INC_EPOCH(8),
    /** {@code FUSE_NOTIFY_PRUNE}: drop unused nodes (7.45). */
    PRUNE(9);

    private static final @Nullable NotifyCode[] BY_NUMBER = new NotifyCode[10];

    static {
        for (NotifyCode code : values()) {
            BY_NUMBER[code.number] = code;
        }
    }

    private final int number;

    NotifyCode(int number) {
        this.number = number;
    }

    /** What {@link FuseOutHeader#ERROR} holds. */
    public int number() {
        return number;
    }

    /** What follows the header; null where nothing does. */
    public @Nullable Struct body() {
        return switch (this) {
            case POLL -> FuseNotifyPollWakeupOut.STRUCT;
            case INVAL_INODE -> FuseNotifyInvalInodeOut.STRUCT;
            case INVAL_ENTRY -> FuseNotifyInvalEntryOut.STRUCT;
            case STORE -> FuseNotifyStoreOut.STRUCT;
            case RETRIEVE -> FuseNotifyRetrieveOut.STRUCT;
            case DELETE -> FuseNotifyDeleteOut.STRUCT;
            case RESEND, INC_EPOCH -> null;
            case PRUNE -> FuseNotifyPruneOut.STRUCT;
        };
    }

    /** Null where no notification has that number. */
    public static @Nullable NotifyCode of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }
}
