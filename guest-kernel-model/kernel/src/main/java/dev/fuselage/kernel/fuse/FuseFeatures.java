package dev.fuselage.kernel.fuse;

/**
 * What a connection does because INIT agreed on it: the one-bit members of {@code struct fuse_conn}
 * that a server switches on. All off at first.
 */
final class FuseFeatures {
    /** READs of readahead go out in the background. */
    boolean asyncRead;

    /** POSIX locks are the kernel's own business. */
    boolean noLock;

    /** flock locks are the kernel's own business. */
    boolean noFlock;

    /** O_TRUNC goes with OPEN. */
    boolean atomicOTrunc;

    /** LOOKUP of "." and ".." by node id works. */
    boolean exportSupport;

    /** A write may carry more than one page. */
    boolean bigWrites;

    /** The server applies the umask. */
    boolean dontMask;

    /** Cached pages are dropped when size or modification time turn out to have changed. */
    boolean autoInvalData;

    /** Cached pages are dropped only on request of the server. */
    boolean explicitInvalData;

    /** READDIRPLUS exists. */
    boolean doReaddirplus;

    /** READDIRPLUS is used when it seems useful. */
    boolean readdirplusAuto;

    /** Direct transfers are split into parallel requests. */
    boolean asyncDio;

    /** Writes stay in the page cache. */
    boolean writebackCache;

    /** Names of one directory may be looked up at the same time. */
    boolean parallelDirops;

    /** The server removes set-id bits on write, truncate and chown. */
    boolean handleKillpriv;

    /** The same with a flag that says when. */
    boolean handleKillprivV2;

    /** ACLs are enforced here. */
    boolean posixAcl;

    /** Bodies of symbolic links are cached. */
    boolean cacheSymlinks;

    /** After an abort the device says so. */
    boolean abortErr;

    /** SETXATTR carries flags of its own. */
    boolean setxattrExt;

    /** Creating requests carry a security context. */
    boolean initSecurity;

    /** Creating requests carry the group of the directory when the caller is in it. */
    boolean createSuppGroup;

    /** Shared mappings of files with DIRECT_IO are allowed. */
    boolean directIoAllowMmap;

    /** Inodes use DAX when their attributes say so. */
    boolean inodeDax;
}
