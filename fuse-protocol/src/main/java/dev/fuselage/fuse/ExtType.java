package dev.fuselage.fuse;

/**
 * {@link FuseExtHeader#TYPE}. Types up to {@link #MAX_NR_SECCTX} are a {@link FuseSecctxHeader}:
 * the type is the number of security contexts.
 */
public final class ExtType {
    public static final int MAX_NR_SECCTX = 31;

    /** A {@link FuseSuppGroups}. */
    public static final int EXT_GROUPS = 32;

    private ExtType() {}
}
