package dev.fuselage.devices.fs;

import dev.fuselage.machine.host.HostLock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Somebody who waits for an advisory lock that another owner's excludes. */
public final class LockWait implements HostLock {

    private final @Nullable Object client;
    private final long owner;
    private final boolean flock;
    private final long ino;
    private final long start;
    private final long end;
    private final long request;
    private @Nullable Object blockingClient;
    private long blockingOwner;
    private boolean blockerKnown;
    private boolean interrupted;

    /**
     * @param lock the lock wanted: says who wants it, and for which kind of lock
     * @param ino inode number of the file
     * @param request how its client calls the request that waits
     */
    public LockWait(FileLock lock, long ino, long request) {
        client = lock.client;
        owner = lock.owner;
        flock = lock.flock;
        start = lock.start;
        end = lock.end;
        this.ino = ino;
        this.request = request;
    }

    /**
     * Who is in the way now.
     *
     * @param blocker an owner whose lock excludes the wanted one; null when it is none of this file
     *     system's clients
     */
    public void blockedBy(@Nullable FileLock blocker) {
        blockerKnown = blocker != null;
        blockingClient = blocker == null ? null : blocker.client;
        blockingOwner = blocker == null ? 0 : blocker.owner;
    }

    /** Whether somebody is in the way whose unlocking nobody here is told of. */
    public boolean isBlockedFromOutside() {
        return !blockerKnown;
    }

    // ---- for reports

    @Override
    public String kind() {
        return flock ? "flock lock" : "POSIX lock";
    }

    @Override
    public String which() {
        if (flock) {
            return "inode " + ino;
        }
        String last = end == Long.MAX_VALUE ? "" : Long.toString(end);
        return "inode %d bytes %d-%s".formatted(ino, start, last);
    }

    @Override
    public boolean isHeldByGuest() {
        return blockerKnown && Objects.equals(client, blockingClient);
    }

    @Override
    public long owner() {
        return blockingOwner;
    }

    // ---- among other waits

    boolean isOf(Object whose) {
        return whose.equals(client);
    }

    boolean isRequest(Object whose, long which) {
        return request == which && isOf(whose);
    }

    /** Whether this owner is the one that another wait is blocked by. */
    boolean blocks(LockWait other) {
        return !flock
                && other.blockerKnown
                && owner == other.blockingOwner
                && Objects.equals(client, other.blockingClient);
    }

    boolean hasSameOwner(LockWait other) {
        return owner == other.owner && Objects.equals(client, other.client);
    }

    boolean isFlock() {
        return flock;
    }

    /** The wait is to end without the lock. */
    public void interrupt() {
        interrupted = true;
    }

    /** Whether it is to end without the lock. */
    public boolean isInterrupted() {
        return interrupted;
    }
}
