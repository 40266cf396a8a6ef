package dev.fuselage.kernel.syscall;

/** A record lock as fcntl(2) takes and returns it (struct flock). Reusable. */
public final class Flock {
    /** F_RDLCK, F_WRLCK or F_UNLCK. */
    public int type;

    /** What {@link #start} counts from: SEEK_SET, SEEK_CUR or SEEK_END. */
    public int whence;

    /** First byte. */
    public long start;

    /** Bytes; 0 to the end of the file; negative for bytes before the start. */
    public long length;

    /** Who holds the lock that F_GETLK found; -1 for an open file. */
    public int pid;

    /** Sets all that a program sets. */
    public Flock set(int newType, int newWhence, long newStart, long newLength) {
        type = newType;
        whence = newWhence;
        start = newStart;
        length = newLength;
        pid = 0;
        return this;
    }
}
