package dev.fuselage.cli.trace;

import dev.fuselage.fuse.Fattr;
import dev.fuselage.fuse.FuseFopen;
import dev.fuselage.fuse.linux.OpenFlags;
import java.util.StringJoiner;

/** Sets of bits in words, as traces write them. */
final class FlagNames {
    private static final int FMODE_EXEC = 0x20;

    private record Flag(String name, int bits) {}

    private static final Flag[] OPEN = {
        new Flag("TMPFILE", OpenFlags.O_TMPFILE),
        new Flag("SYNC", OpenFlags.O_SYNC),
        new Flag("CREAT", OpenFlags.O_CREAT),
        new Flag("EXCL", OpenFlags.O_EXCL),
        new Flag("NOCTTY", OpenFlags.O_NOCTTY),
        new Flag("TRUNC", OpenFlags.O_TRUNC),
        new Flag("APPEND", OpenFlags.O_APPEND),
        new Flag("NONBLOCK", OpenFlags.O_NONBLOCK),
        new Flag("DSYNC", OpenFlags.O_DSYNC),
        new Flag("DIRECT", OpenFlags.O_DIRECT),
        new Flag("LARGEFILE", OpenFlags.O_LARGEFILE),
        new Flag("DIRECTORY", OpenFlags.O_DIRECTORY),
        new Flag("NOFOLLOW", OpenFlags.O_NOFOLLOW),
        new Flag("NOATIME", OpenFlags.O_NOATIME),
        new Flag("CLOEXEC", OpenFlags.O_CLOEXEC),
        new Flag("PATH", OpenFlags.O_PATH),
        new Flag("EXEC", FMODE_EXEC)
    };

    private static final Flag[] FOPEN = {
        new Flag("DIRECT_IO", FuseFopen.FOPEN_DIRECT_IO),
        new Flag("KEEP_CACHE", FuseFopen.FOPEN_KEEP_CACHE),
        new Flag("NONSEEKABLE", FuseFopen.FOPEN_NONSEEKABLE),
        new Flag("CACHE_DIR", FuseFopen.FOPEN_CACHE_DIR),
        new Flag("STREAM", FuseFopen.FOPEN_STREAM),
        new Flag("NOFLUSH", FuseFopen.FOPEN_NOFLUSH),
        new Flag("PARALLEL_DIRECT_WRITES", FuseFopen.FOPEN_PARALLEL_DIRECT_WRITES),
        new Flag("PASSTHROUGH", FuseFopen.FOPEN_PASSTHROUGH)
    };

    private static final Flag[] FATTR = {
        new Flag("MODE", Fattr.FATTR_MODE),
        new Flag("UID", Fattr.FATTR_UID),
        new Flag("GID", Fattr.FATTR_GID),
        new Flag("SIZE", Fattr.FATTR_SIZE),
        new Flag("ATIME", Fattr.FATTR_ATIME),
        new Flag("MTIME", Fattr.FATTR_MTIME),
        new Flag("FH", Fattr.FATTR_FH),
        new Flag("ATIME_NOW", Fattr.FATTR_ATIME_NOW),
        new Flag("MTIME_NOW", Fattr.FATTR_MTIME_NOW),
        new Flag("LOCKOWNER", Fattr.FATTR_LOCKOWNER),
        new Flag("CTIME", Fattr.FATTR_CTIME),
        new Flag("KILL_SUIDGID", Fattr.FATTR_KILL_SUIDGID)
    };

    private FlagNames() {}

    /** O_* bits, access mode first. */
    static String open(int flags) {
        StringJoiner names = new StringJoiner("|");
        names.add(
                switch (flags & OpenFlags.O_ACCMODE) {
                    case OpenFlags.O_RDONLY -> "RDONLY";
                    case OpenFlags.O_WRONLY -> "WRONLY";
                    default -> "RDWR";
                });
        return join(names, OPEN, flags & ~OpenFlags.O_ACCMODE);
    }

    /** FOPEN_* bits; 0 for none. */
    static String fopen(int flags) {
        return flags == 0 ? "0" : join(new StringJoiner("|"), FOPEN, flags);
    }

    /** FATTR_* bits; 0 for none. */
    static String fattr(int valid) {
        return valid == 0 ? "0" : join(new StringJoiner("|"), FATTR, valid);
    }

    private static String join(StringJoiner names, Flag[] known, int bits) {
        int left = bits;
        for (Flag flag : known) {
            if ((left & flag.bits) == flag.bits) {
                names.add(flag.name);
                left &= ~flag.bits;
            }
        }
        if (left != 0) {
            names.add("0x" + Integer.toHexString(left));
        }
        return names.toString();
    }
}
