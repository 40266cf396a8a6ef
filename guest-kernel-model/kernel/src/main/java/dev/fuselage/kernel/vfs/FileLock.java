package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/** A lock on a file, wanted or held (struct file_lock). */
public final class FileLock {
    /** POSIX record lock. */
    public static final int FL_POSIX = 1;

    /** flock lock. */
    public static final int FL_FLOCK = 2;

    /** Only a test. */
    public static final int FL_ACCESS = 8;

    /** Unlock because of close. */
    public static final int FL_CLOSE = 64;

    /** The caller waits. */
    public static final int FL_SLEEP = 128;

    /** Owned by the open file description. */
    public static final int FL_OFDLCK = 1024;

    /** FL_* bits. */
    public int flags;

    /** F_RDLCK, F_WRLCK or F_UNLCK. */
    public int type;

    /** First byte. */
    public long start;

    /** Last byte; Long.MAX_VALUE for the end of the file. */
    public long end = Long.MAX_VALUE;

    /** Who holds it: the descriptor table, or the file for flock and OFD locks. */
    public @Nullable Object owner;

    /** Process id shown by F_GETLK; -1 for OFD locks. */
    public int pid;

    /** The file it was asked through. */
    public @Nullable OpenFile file;

    @Nullable FileLock next;

    /** What a waiting lock waits for (flc_blocker). */
    @Nullable FileLock blocker;

    /** Takes all of another (locks_copy_conflock and locks_copy_lock in one). */
    public FileLock set(FileLock other) {
        flags = other.flags;
        type = other.type;
        start = other.start;
        end = other.end;
        owner = other.owner;
        pid = other.pid;
        file = other.file;
        return this;
    }
}
