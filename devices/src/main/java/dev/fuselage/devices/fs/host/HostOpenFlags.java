package dev.fuselage.devices.fs.host;

import dev.fuselage.fuse.linux.OpenFlags;

/**
 * The open flags of a guest that reach the host.
 *
 * <p>Those left out either are the server's business (O_APPEND, O_CLOEXEC), would make no
 * difference to a regular file (O_NONBLOCK, O_NOCTTY), or concern a last path component, of which
 * there is none (O_NOFOLLOW, O_DIRECTORY).
 */
final class HostOpenFlags {

    private static final int PASSED =
            OpenFlags.O_ACCMODE
                    | OpenFlags.O_TRUNC
                    | OpenFlags.O_SYNC
                    | OpenFlags.O_NOATIME
                    | OpenFlags.O_DIRECT;

    private final Architecture architecture;

    HostOpenFlags(Architecture architecture) {
        this.architecture = architecture;
    }

    /** Flags for opening an existing file. */
    int open(int guest) {
        return architecture.openFlags(guest & PASSED);
    }

    /** Flags for making a file that must not exist. */
    int create(int guest) {
        int flags = (guest & PASSED) | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_CLOEXEC;
        return architecture.openFlags(flags);
    }

    /** Flags for making a file without a name. */
    int tmpfile(int guest) {
        int flags = guest & ((PASSED & ~OpenFlags.O_TRUNC) | OpenFlags.O_EXCL);
        return architecture.openFlags(flags | OpenFlags.O_TMPFILE | OpenFlags.O_CLOEXEC);
    }
}
