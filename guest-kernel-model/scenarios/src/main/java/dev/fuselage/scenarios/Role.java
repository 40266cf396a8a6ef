package dev.fuselage.scenarios;

import dev.fuselage.kernel.syscall.Syscalls;

/**
 * What a task does that lives as long as its guest, see {@link Stage#residents}: it comes, and then
 * gets ready and plays in turn. Only the playing is part of a schedule.
 */
public interface Role {
    /** Comes on the stage, once: 0, or the guest cannot be set up. */
    int enter(Syscalls sys);

    /** Before each schedule: makes the guest what it has to be when a schedule begins. */
    default void prepare(Syscalls sys) {}

    /** Plays its part in a schedule. */
    void play(Syscalls sys);
}
