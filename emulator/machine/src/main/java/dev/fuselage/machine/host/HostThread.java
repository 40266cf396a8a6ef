package dev.fuselage.machine.host;

import org.jspecify.annotations.Nullable;

/** A thread of the host that serves the buffers of a device, as a report sees it. */
public interface HostThread {
    /** As it is called among the actors of a schedule. */
    String name();

    /** What it serves at this moment, such as "FUSE_SETLKW #12"; empty if nothing. */
    String serves();

    /**
     * The lock without which it does nothing at all; null while it can get on. A thread that is
     * about to look whether the lock is free can get on.
     */
    @Nullable HostLock waitsFor();
}
