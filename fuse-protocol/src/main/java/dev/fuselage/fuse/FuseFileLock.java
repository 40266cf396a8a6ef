package dev.fuselage.fuse;

/** {@code struct fuse_file_lock}: a POSIX or flock lock: an inclusive range of bytes. */
public final class FuseFileLock {
    public static final int SIZE = 24;
    public static final Struct STRUCT = Struct.of("fuse_file_lock", SIZE);

    public static final U64 START = STRUCT.u64("start", 0);

    /** Last byte of the range; {@code 0x7fffffffffffffff} is the end of the file. */
    public static final U64 END = STRUCT.u64("end", 8);

    /** See {@link dev.fuselage.fuse.linux.LockType}. */
    public static final U32 TYPE = STRUCT.u32("type", 16);

    /** Thread group that holds the lock. */
    public static final U32 PID = STRUCT.u32("pid", 20);

    private FuseFileLock() {}
}
