package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.FileLock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A guest's process that holds or asked for POSIX locks of one file.
 *
 * @param client the guest's server
 * @param owner the process as the guest names it
 * @param descriptor opened for it: the host's locks belong to that
 * @param next the next one of the same file
 */
record HostLockOwner(
        @Nullable Object client, long owner, int descriptor, @Nullable HostLockOwner next) {

    /** Whether it is the one a lock speaks of. */
    boolean is(FileLock lock) {
        return owner == lock.owner && Objects.equals(client, lock.client);
    }
}
