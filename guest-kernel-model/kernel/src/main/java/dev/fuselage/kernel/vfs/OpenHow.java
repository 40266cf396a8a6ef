package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;

/** How a file is to be opened (struct open_flags): the flags of open(2) taken apart. */
final class OpenHow {
    private static final int TMPFILE = OpenFlags.O_TMPFILE & ~OpenFlags.O_DIRECTORY;
    private static final int VALID =
            OpenFlags.O_ACCMODE
                    | OpenFlags.O_CREAT
                    | OpenFlags.O_EXCL
                    | OpenFlags.O_NOCTTY
                    | OpenFlags.O_TRUNC
                    | OpenFlags.O_APPEND
                    | OpenFlags.O_NONBLOCK
                    | OpenFlags.O_SYNC
                    | OpenFlags.FASYNC
                    | OpenFlags.O_DIRECT
                    | OpenFlags.O_LARGEFILE
                    | OpenFlags.O_DIRECTORY
                    | OpenFlags.O_NOFOLLOW
                    | OpenFlags.O_NOATIME
                    | OpenFlags.O_CLOEXEC
                    | OpenFlags.O_PATH
                    | OpenFlags.O_TMPFILE;
    private static final int WITH_PATH =
            OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW | OpenFlags.O_PATH | OpenFlags.O_CLOEXEC;

    /** What the program asked for, without what means nothing. */
    int flags;

    /** Type and permissions of a file that has to be made; 0 when none may be. */
    int mode;

    /** {@code MAY_} bits that the file has to grant. */
    int access;

    /** {@code LOOKUP_} flags for the last component. */
    int intent;

    /** {@code LOOKUP_} flags for the whole walk. */
    int lookup;

    /** Takes apart what the program asked for (build_open_how, build_open_flags): 0 or -EINVAL. */
    int prepare(int given, int createMode) {
        int asked = given & VALID;
        if ((asked & OpenFlags.O_PATH) != 0) {
            asked &= WITH_PATH;
        }
        asked &= ~OpenFlags.O_CLOEXEC;
        boolean creates = (asked & (OpenFlags.O_CREAT | TMPFILE)) != 0;
        mode = creates ? (createMode & Mode.S_IALLUGO) | Mode.S_IFREG : 0;
        access = accessMode(asked);
        int both = OpenFlags.O_DIRECTORY | OpenFlags.O_CREAT;
        if ((asked & both) == both) {
            return -Errno.EINVAL;
        }
        boolean temporary = (asked & TMPFILE) != 0;
        if (temporary
                && ((asked & OpenFlags.O_DIRECTORY) == 0 || (access & MayMask.MAY_WRITE) == 0)) {
            return -Errno.EINVAL;
        }
        if ((asked & OpenFlags.O_PATH) != 0) {
            access = 0;
        }
        if ((asked & (OpenFlags.O_SYNC & ~OpenFlags.O_DSYNC)) != 0) {
            asked |= OpenFlags.O_DSYNC;
        }
        flags = asked;
        access |= (asked & OpenFlags.O_TRUNC) != 0 ? MayMask.MAY_WRITE : 0;
        access |= (asked & OpenFlags.O_APPEND) != 0 ? MayMask.MAY_APPEND : 0;
        intend(asked);
        return 0;
    }

    /** What execve(2) asks for (open_exec_flags of do_open_execat). */
    void prepareExec() {
        flags = OpenFlags.O_RDONLY | OpenFlags.O_LARGEFILE | FileMode.FMODE_EXEC;
        mode = 0;
        access = MayMask.MAY_EXEC;
        intent = LookupFlags.OPEN;
        lookup = LookupFlags.FOLLOW;
    }

    private void intend(int asked) {
        boolean follow = (asked & OpenFlags.O_NOFOLLOW) == 0;
        intent = (asked & OpenFlags.O_PATH) != 0 ? 0 : LookupFlags.OPEN;
        if ((asked & OpenFlags.O_CREAT) != 0) {
            intent |= LookupFlags.CREATE;
            if ((asked & OpenFlags.O_EXCL) != 0) {
                intent |= LookupFlags.EXCL;
                follow = false;
            }
        }
        lookup = (asked & OpenFlags.O_DIRECTORY) != 0 ? LookupFlags.DIRECTORY : 0;
        lookup |= follow ? LookupFlags.FOLLOW : 0;
    }

    private static int accessMode(int flags) {
        return switch (flags & OpenFlags.O_ACCMODE) {
            case OpenFlags.O_RDONLY -> MayMask.MAY_READ;
            case OpenFlags.O_WRONLY -> MayMask.MAY_WRITE;
            default -> MayMask.MAY_READ | MayMask.MAY_WRITE;
        };
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** An unnamed file is asked for. */
    boolean isTemporary() {
        return (flags & TMPFILE) != 0;
    }
}
