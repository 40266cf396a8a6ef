package dev.fuselage.fuse;

/**
 * Lengths of the structures that grew, by the minor version the session agreed on. The fields that
 * were there from the start never moved: a short structure is the head of the long one.
 */
public final class FuseCompat {
    public static int entryOutSize(int minor) {
        return minor < 9 ? FuseProtocol.COMPAT_ENTRY_OUT_SIZE : FuseEntryOut.SIZE;
    }

    public static int attrOutSize(int minor) {
        return minor < 9 ? FuseProtocol.COMPAT_ATTR_OUT_SIZE : FuseAttrOut.SIZE;
    }

    /** GETATTR had no arguments before 7.9. */
    public static int getattrInSize(int minor) {
        return minor < 9 ? 0 : FuseGetattrIn.SIZE;
    }

    public static int mknodInSize(int minor) {
        return minor < 12 ? FuseProtocol.COMPAT_MKNOD_IN_SIZE : FuseMknodIn.SIZE;
    }

    /** CREATE carried a {@link FuseOpenIn} with the mode in its second field before 7.12. */
    public static int createInSize(int minor) {
        return minor < 12 ? FuseOpenIn.SIZE : FuseCreateIn.SIZE;
    }

    /** READ ended with the padding before {@link FuseReadIn#LOCK_OWNER} before 7.9. */
    public static int readInSize(int minor) {
        return minor < 9 ? (int) FuseReadIn.LOCK_OWNER.offset() : FuseReadIn.SIZE;
    }

    public static int writeInSize(int minor) {
        return minor < 9 ? FuseProtocol.COMPAT_WRITE_IN_SIZE : FuseWriteIn.SIZE;
    }

    public static int releaseInSize(int minor) {
        return minor < 8 ? (int) FuseReleaseIn.LOCK_OWNER.offset() : FuseReleaseIn.SIZE;
    }

    public static int lkInSize(int minor) {
        return minor < 9 ? (int) FuseLkIn.LK_FLAGS.offset() : FuseLkIn.SIZE;
    }

    public static int statfsOutSize(int minor) {
        return minor < 4 ? FuseProtocol.COMPAT_STATFS_SIZE : FuseStatfsOut.SIZE;
    }

    /**
     * Depends on a flag, not on the version: {@link InitFlags#SETXATTR_EXT} as INIT agreed on it.
     */
    public static int setxattrInSize(long initFlags) {
        return (initFlags & InitFlags.SETXATTR_EXT) == 0
                ? FuseProtocol.COMPAT_SETXATTR_IN_SIZE
                : FuseSetxattrIn.SIZE;
    }

    /** By the minor version that the client offers, not the one that the reply announces. */
    public static int initOutSize(int clientMinor) {
        if (clientMinor < 5) {
            return FuseProtocol.COMPAT_INIT_OUT_SIZE;
        }
        return clientMinor < 23 ? FuseProtocol.COMPAT_22_INIT_OUT_SIZE : FuseInitOut.SIZE;
    }

    private FuseCompat() {}
}
