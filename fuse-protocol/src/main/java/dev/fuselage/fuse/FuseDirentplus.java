package dev.fuselage.fuse;

/**
 * {@code struct fuse_direntplus}: one record of READDIRPLUS's reply (7.21), before the name. Every
 * entry but "." and ".." with a node id takes one reference, as LOOKUP does.
 */
public final class FuseDirentplus {
    public static final int SIZE = 152;
    public static final Struct STRUCT = Struct.of("fuse_direntplus", SIZE);

    public static final long ENTRY_OUT_OFFSET = 0;
    public static final Nested ENTRY_OUT =
            STRUCT.nested("entry_out", ENTRY_OUT_OFFSET, FuseEntryOut.STRUCT);
    public static final long DIRENT_OFFSET = 128;
    public static final Nested DIRENT = STRUCT.nested("dirent", DIRENT_OFFSET, FuseDirent.STRUCT);

    /** Where the name begins, {@code FUSE_NAME_OFFSET_DIRENTPLUS}. */
    public static final long NAME_OFFSET = SIZE;

    /** Bytes of a record with a name of that many bytes, {@code FUSE_DIRENTPLUS_SIZE}. */
    public static long recordSize(long nameLength) {
        return FuseProtocol.recordAlign(NAME_OFFSET + nameLength);
    }

    private FuseDirentplus() {}
}
