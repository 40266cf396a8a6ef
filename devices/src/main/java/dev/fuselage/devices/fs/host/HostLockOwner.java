package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.FileLock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who holds or asked for locks of one file.
 *
 * @param client the guest's server
 * @param owner the process, or for flock the open file, as the guest names it
 * @param flock whether its locks are flock(2) locks
 * @param descriptor opened for it: the host's locks belong to that
 * @param next the next one of the same file
 */
record HostLockOwner(
        @Nullable Object client,
        long owner,
        boolean flock,
        int descriptor,
        @Nullable HostLockOwner next) {

    /** Whether it is the one a lock speaks of. */
    boolean is(FileLock lock) {
        return owner == lock.owner && flock == lock.flock && Objects.equals(client, lock.client);
    }
}
