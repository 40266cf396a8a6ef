package dev.fuselage.fuse.linux;

/** Flags of renameat2. */
public final class RenameFlags {
    /** Fail with EEXIST where the new name exists. */
    public static final int RENAME_NOREPLACE = 1 << 0;

    /** Swap the two names. */
    public static final int RENAME_EXCHANGE = 1 << 1;

    /** Leave a whiteout at the old name. */
    public static final int RENAME_WHITEOUT = 1 << 2;

    private RenameFlags() {}
}
