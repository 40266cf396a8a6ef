package dev.fuselage.fuse;

/** {@link FuseNotifyInvalEntryOut#FLAGS}. */
public final class InvalEntryFlags {
    /** Let the name time out rather than drop it. */
    public static final int EXPIRE_ONLY = 1 << 0;

    private InvalEntryFlags() {}
}
