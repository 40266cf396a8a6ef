package dev.fuselage.fuse;

/** {@code struct fuse_notify_inval_inode_out}: body of {@link NotifyCode#INVAL_INODE} (7.12). */
public final class FuseNotifyInvalInodeOut {
    public static final int SIZE = 24;
    public static final Struct STRUCT = Struct.of("fuse_notify_inval_inode_out", SIZE);

    public static final U64 INO = STRUCT.u64("ino", 0);

    /** First byte to drop; negative drops attributes only. */
    public static final S64 OFF = STRUCT.s64("off", 8);

    /** Bytes to drop; 0 or less means up to the end of the file. */
    public static final S64 LEN = STRUCT.s64("len", 16);

    private FuseNotifyInvalInodeOut() {}
}
