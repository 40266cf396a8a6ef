package dev.fuselage.fuse;

/**
 * What client and server offer each other in INIT. Bits 0..31 travel in {@code flags}, bits 32..63
 * in {@code flags2}, which counts only with {@link #INIT_EXT}.
 */
public final class InitFlags {
    /** Reads of one file may be outstanding together. */
    public static final long ASYNC_READ = 1L << 0;

    /** The server keeps POSIX locks. */
    public static final long POSIX_LOCKS = 1L << 1;

    public static final long FILE_OPS = 1L << 2;

    /** OPEN may carry O_TRUNC. */
    public static final long ATOMIC_O_TRUNC = 1L << 3;

    /** LOOKUP of "." and ".." works, as NFS export needs. */
    public static final long EXPORT_SUPPORT = 1L << 4;

    /** WRITE may carry more than 4 KiB. */
    public static final long BIG_WRITES = 1L << 5;

    /** The server applies the umask. */
    public static final long DONT_MASK = 1L << 6;

    public static final long SPLICE_WRITE = 1L << 7;
    public static final long SPLICE_MOVE = 1L << 8;
    public static final long SPLICE_READ = 1L << 9;

    /** The server keeps flock locks. */
    public static final long FLOCK_LOCKS = 1L << 10;

    /** IOCTL works on directories. */
    public static final long HAS_IOCTL_DIR = 1L << 11;

    /** Drop cached pages when size or time of modification changed. */
    public static final long AUTO_INVAL_DATA = 1L << 12;

    /** READDIRPLUS works. */
    public static final long DO_READDIRPLUS = 1L << 13;

    /** The client may choose between READDIR and READDIRPLUS. */
    public static final long READDIRPLUS_AUTO = 1L << 14;

    /** Direct I/O may be asynchronous. */
    public static final long ASYNC_DIO = 1L << 15;

    /** Buffered writes go to the page cache first. */
    public static final long WRITEBACK_CACHE = 1L << 16;

    /** OPEN may be answered with ENOSYS: no opens from then on. */
    public static final long NO_OPEN_SUPPORT = 1L << 17;

    /** LOOKUP and READDIR of one directory may be outstanding together. */
    public static final long PARALLEL_DIROPS = 1L << 18;

    /** The server clears set-id bits and capabilities at write, chown and truncate. */
    public static final long HANDLE_KILLPRIV = 1L << 19;

    /** The server keeps POSIX access control lists. */
    public static final long POSIX_ACL = 1L << 20;

    public static final long ABORT_ERROR = 1L << 21;

    /** {@link FuseInitOut#MAX_PAGES} holds a value. */
    public static final long MAX_PAGES = 1L << 22;

    /** READLINK may be cached. */
    public static final long CACHE_SYMLINKS = 1L << 23;

    /** OPENDIR may be answered with ENOSYS: no opens from then on. */
    public static final long NO_OPENDIR_SUPPORT = 1L << 24;

    /** Drop cached pages only when told to. */
    public static final long EXPLICIT_INVAL_DATA = 1L << 25;

    /** {@link FuseInitOut#MAP_ALIGNMENT} holds a value. */
    public static final long MAP_ALIGNMENT = 1L << 26;

    /** {@link AttrFlags#ATTR_SUBMOUNT} makes a mount. */
    public static final long SUBMOUNTS = 1L << 27;

    /** The server clears set-id bits when the request says so. */
    public static final long HANDLE_KILLPRIV_V2 = 1L << 28;

    /** {@link FuseSetxattrIn} has its full 16 bytes. */
    public static final long SETXATTR_EXT = 1L << 29;

    /** {@link FuseInitIn} has its full 64 bytes, and {@code flags2} holds values. */
    public static final long INIT_EXT = 1L << 30;

    /** Reserved, never to be used. */
    public static final long INIT_RESERVED = 1L << 31;

    /** Requests that make nodes carry a security context. */
    public static final long SECURITY_CTX = 1L << 32;

    /** {@link AttrFlags#ATTR_DAX} chooses DAX node by node. */
    public static final long HAS_INODE_DAX = 1L << 33;

    /** Requests that make nodes carry the supplementary group that matches the parent. */
    public static final long CREATE_SUPP_GROUP = 1L << 34;

    /** {@link InvalEntryFlags#EXPIRE_ONLY} works. */
    public static final long HAS_EXPIRE_ONLY = 1L << 35;

    /** Files opened with FOPEN_DIRECT_IO may be mapped shared. */
    public static final long DIRECT_IO_ALLOW_MMAP = 1L << 36;

    /** Obsolete name. */
    public static final long DIRECT_IO_RELAX = DIRECT_IO_ALLOW_MMAP;

    /** FOPEN_PASSTHROUGH works. */
    public static final long PASSTHROUGH = 1L << 37;

    /** Never export this file system. */
    public static final long NO_EXPORT_SUPPORT = 1L << 38;

    /** {@link NotifyCode#RESEND} works. */
    public static final long HAS_RESEND = 1L << 39;

    /** Mounts may map user and group ids. */
    public static final long ALLOW_IDMAP = 1L << 40;

    /** Requests may go over io_uring. */
    public static final long OVER_IO_URING = 1L << 41;

    /** {@link FuseInitOut#REQUEST_TIMEOUT} holds a value. */
    public static final long REQUEST_TIMEOUT = 1L << 42;

    /**
     * The flags of a message; {@code flags2} is ignored where {@code INIT_EXT} does not say it is
     * there.
     */
    public static long of(int flags, int flags2) {
        long low = Integer.toUnsignedLong(flags);
        return (low & INIT_EXT) == 0 ? low : low | ((long) flags2 << 32);
    }

    /** What goes into {@code flags}. */
    public static int flags(long all) {
        return (int) all;
    }

    /** What goes into {@code flags2}. */
    public static int flags2(long all) {
        return (int) (all >>> 32);
    }

    private InitFlags() {}
}
