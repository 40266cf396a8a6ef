package dev.fuselage.devices.fs;

import org.jspecify.annotations.Nullable;

/**
 * One advisory lock, asked for or found ({@code struct fuse_file_lock} and its owner). Reusable.
 */
public final class FileLock {

    /** First byte. */
    public long start;

    /** Last byte, inclusive; {@code Long.MAX_VALUE} for "to the end of any file". */
    public long end;

    /** An {@code F_} value: F_RDLCK, F_WRLCK or F_UNLCK. */
    public int type;

    /** Process of the guest that holds the lock; 0 if unknown. */
    public int pid;

    /** Whoever the lock belongs to; opaque, chosen by the client. */
    public long owner;

    /** The client that chose {@link #owner}: equal numbers of two clients are two owners. */
    public @Nullable Object client;

    /** Whether this is a whole-file {@code flock(2)} lock instead of a POSIX record lock. */
    public boolean flock;

    /** A lock of nothing. */
    public FileLock() {}
}
