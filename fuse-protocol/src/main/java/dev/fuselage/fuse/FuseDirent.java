package dev.fuselage.fuse;

/**
 * {@code struct fuse_dirent}: one record of READDIR's reply, before the name. Records are padded to
 * 8 bytes; the name is not NUL-terminated. {@link DirentWriter} writes records and {@link
 * DirentReader} reads them.
 */
public final class FuseDirent {
    public static final int SIZE = 24;
    public static final Struct STRUCT = Struct.of("fuse_dirent", SIZE);

    public static final U64 INO = STRUCT.u64("ino", 0);

    /** Where READDIR goes on after this record: opaque to the client. */
    public static final U64 OFF = STRUCT.u64("off", 8);

    public static final U32 NAMELEN = STRUCT.u32("namelen", 16);

    /** See {@link dev.fuselage.fuse.linux.DirentType}. */
    public static final U32 TYPE = STRUCT.u32("type", 20);

    /** Where the name begins, {@code FUSE_NAME_OFFSET}. */
    public static final long NAME_OFFSET = SIZE;

    /** Bytes of a record with a name of that many bytes, {@code FUSE_DIRENT_SIZE}. */
    public static long recordSize(long nameLength) {
        return FuseProtocol.recordAlign(NAME_OFFSET + nameLength);
    }

    private FuseDirent() {}
}
