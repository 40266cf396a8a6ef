package dev.fuselage.devices.server;

import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.linux.Errno;

/**
 * INIT as virtiofsd 1.13 answers it: which features a configuration offers, and the limits it
 * names. Nothing the guest did not offer is ever granted.
 */
final class Negotiation {

    /** Minor version announced, virtiofsd's. */
    static final int MINOR = 38;

    /** Oldest minor version served. */
    static final int OLDEST_MINOR = 27;

    /** Largest content of a WRITE, READ or READDIR in bytes. */
    static final int MAX_WRITE = 1 << 20;

    /** {@link #MAX_WRITE} in pages of 4 KiB. */
    static final int MAX_PAGES = 256;

    static final int MAX_BACKGROUND = 65_535;

    /** Three quarters of {@link #MAX_BACKGROUND}, counted as virtiofsd counts. */
    static final int CONGESTION_THRESHOLD = MAX_BACKGROUND / 4 * 3;

    /** Times are kept to the nanosecond. */
    static final int TIME_GRANULARITY = 1;

    private static final long ALWAYS =
            InitFlags.ASYNC_READ
                    | InitFlags.PARALLEL_DIROPS
                    | InitFlags.BIG_WRITES
                    | InitFlags.AUTO_INVAL_DATA
                    | InitFlags.ASYNC_DIO
                    | InitFlags.HAS_IOCTL_DIR
                    | InitFlags.ATOMIC_O_TRUNC
                    | InitFlags.MAX_PAGES
                    | InitFlags.INIT_EXT
                    | InitFlags.CREATE_SUPP_GROUP
                    | InitFlags.ALLOW_IDMAP;

    /** ACLs work only with all of these. */
    static final long ACL = InitFlags.POSIX_ACL | InitFlags.DONT_MASK | InitFlags.SETXATTR_EXT;

    private Negotiation() {}

    /** The features a configuration has to offer. */
    static long offered(ServerConfig config) {
        long flags = ALWAYS;
        if (config.readdirplus() && config.policy() != CachePolicy.NONE) {
            flags |= InitFlags.DO_READDIRPLUS | InitFlags.READDIRPLUS_AUTO;
        }
        if (config.writeback()) {
            flags |= InitFlags.WRITEBACK_CACHE;
        }
        if (config.submounts()) {
            flags |= InitFlags.SUBMOUNTS;
        }
        if (config.posixAcl()) {
            flags |= ACL;
        }
        if (config.locks()) {
            flags |= InitFlags.POSIX_LOCKS | InitFlags.FLOCK_LOCKS;
        }
        if (config.allowMmap()) {
            flags |= InitFlags.DIRECT_IO_ALLOW_MMAP;
        }
        return flags
                | switch (config.killPriv()) {
                    case GUEST -> 0;
                    case V1 -> InitFlags.HANDLE_KILLPRIV;
                    case V2 -> InitFlags.HANDLE_KILLPRIV_V2;
                };
    }

    /**
     * Checks whether a session can be.
     *
     * @param capable what the guest offers
     * @return 0, or -EPROTO if the guest is too old or lacks what the configuration insists on
     */
    static int check(ServerConfig config, int major, int minor, long capable) {
        if (major != 7 || Integer.compareUnsigned(minor, OLDEST_MINOR) < 0) {
            return -Errno.EPROTO;
        }
        return config.posixAcl() && (capable & ACL) != ACL ? -Errno.EPROTO : 0;
    }
}
