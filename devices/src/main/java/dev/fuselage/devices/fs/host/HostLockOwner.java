package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.FileLock;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who holds or asked for locks of one file, and the descriptor the host knows the owner by. */
final class HostLockOwner {

    /** Opened for this owner: the host's locks belong to it. */
    final int descriptor;

    /** The handle locks were taken through last; they end with its release. */
    HostHandle through;

    /** The next owner of locks of the same file. */
    @Nullable HostLockOwner next;

    private final @Nullable Object client;
    private final long owner;
    private final boolean flock;

    /**
     * @param lock tells the owner: the guest's server, the process or, for flock, the open file as
     *     the guest names it, and which of these
     */
    HostLockOwner(FileLock lock, int descriptor, HostHandle through) {
        this.descriptor = descriptor;
        this.through = through;
        client = lock.client;
        owner = lock.owner;
        flock = lock.flock;
    }

    /** Whether it is the one a lock speaks of. */
    boolean is(FileLock lock) {
        return owner == lock.owner && flock == lock.flock && Objects.equals(client, lock.client);
    }

    /** Whether its locks are flock locks. */
    boolean isFlock() {
        return flock;
    }

    /** Makes a lock this owner's. */
    void name(FileLock lock) {
        lock.owner = owner;
        lock.client = client;
    }

    /** Writes who it is, but for the client. */
    void save(SnapshotWriter to) {
        to.putLong(owner);
        to.putBoolean(flock);
    }
}
