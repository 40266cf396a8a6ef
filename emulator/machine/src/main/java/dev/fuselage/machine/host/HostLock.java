package dev.fuselage.machine.host;

/** A lock at the host that a buffer of a device is waiting for, as a report sees it. */
public interface HostLock {
    /** Its class, such as "POSIX lock". */
    String kind();

    /** Which one, such as "inode 2 bytes 0-99". */
    String which();

    /**
     * Whether an owner has it that the same guest named, by {@link #owner}; otherwise another guest
     * or a process of the host has it.
     */
    boolean isHeldByGuest();

    /** The number that the guest gave the owner who has it. */
    long owner();
}
