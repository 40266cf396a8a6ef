package dev.fuselage.devices.platform;

/**
 * What a guest's clock says when nobody has set it: a fixed base plus virtual time, or the host's
 * own time if a user would rather have that than runs that repeat.
 */
@FunctionalInterface
public interface RealTime {
    /** Nanoseconds since 1970-01-01 UTC. */
    long nanoseconds();
}
