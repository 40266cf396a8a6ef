package dev.fuselage.devices.virtiofs;

/**
 * What goes wrong at the host, by the number of a request: for experiments on how a guest bears a
 * server that dies or misbehaves. Requests are numbered from 1 in the order in which the workers
 * turn to them.
 */
public interface Mishaps {
    /** Nothing. */
    Mishaps NONE = new Mishaps() {};

    /** What becomes of a reply. */
    enum Fate {
        /** The driver gets it. */
        DELIVERED,
        /** The device never returns the buffer. */
        LOST,
        /** The device returns the buffer twice. */
        REPEATED
    }

    /** Whether the server still lives when it is a request's turn; if not, nothing is served. */
    default boolean isAliveAt(long number) {
        return true;
    }

    /** What becomes of the reply to a request. */
    default Fate fateOf(long number) {
        return Fate.DELIVERED;
    }
}
