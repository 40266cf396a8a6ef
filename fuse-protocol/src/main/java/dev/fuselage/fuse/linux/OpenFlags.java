package dev.fuselage.fuse.linux;

/** Flags of open, as asm-generic has them (RISC-V and x86). */
public final class OpenFlags {
    /** The bits that hold O_RDONLY, O_WRONLY or O_RDWR. */
    public static final int O_ACCMODE = 03;

    public static final int O_RDONLY = 00;
    public static final int O_WRONLY = 01;
    public static final int O_RDWR = 02;
    public static final int O_CREAT = 0100;
    public static final int O_EXCL = 0200;
    public static final int O_NOCTTY = 0400;
    public static final int O_TRUNC = 01000;
    public static final int O_APPEND = 02000;
    public static final int O_NONBLOCK = 04000;
    public static final int O_DSYNC = 010000;
    public static final int FASYNC = 020000;
    public static final int O_DIRECT = 040000;
    public static final int O_LARGEFILE = 0100000;
    public static final int O_DIRECTORY = 0200000;
    public static final int O_NOFOLLOW = 0400000;
    public static final int O_NOATIME = 01000000;
    public static final int O_CLOEXEC = 02000000;
    public static final int O_SYNC = 04000000 | O_DSYNC;
    public static final int O_PATH = 010000000;
    public static final int O_TMPFILE = 020000000 | O_DIRECTORY;
    public static final int O_NDELAY = O_NONBLOCK;

    /** Whether a file opened so can be read. */
    public static boolean canRead(int flags) {
        int access = flags & O_ACCMODE;
        return access == O_RDONLY || access == O_RDWR;
    }

    /** Whether a file opened so can be written. */
    public static boolean canWrite(int flags) {
        int access = flags & O_ACCMODE;
        return access == O_WRONLY || access == O_RDWR;
    }

    private OpenFlags() {}
}
