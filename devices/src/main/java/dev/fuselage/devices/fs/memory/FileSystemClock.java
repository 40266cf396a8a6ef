package dev.fuselage.devices.fs.memory;

/**
 * The time a file system stamps on files: a fixed base plus virtual time, never the host's clock.
 */
@FunctionalInterface
public interface FileSystemClock {

    /** 2026-01-01T00:00:00Z in nanoseconds since the epoch: the usual base. */
    long BASE_NANOS = 1_767_225_600L * 1_000_000_000L;

    /** Nanoseconds since 1970-01-01 UTC. Never goes back. */
    long nanos();
}
