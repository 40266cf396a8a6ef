package dev.fuselage.devices.server;

/** Something a server does badly, for scenarios; none unless asked for. */
public enum ServerQuirk {
    /**
     * A SETLKW that has to wait keeps the worker that serves it: what a server gets that calls
     * {@code fcntl(F_SETLKW)} where it reads requests.
     */
    BLOCKING_LOCK_OCCUPIES_WORKER,

    /** SETLKW is refused with EOPNOTSUPP whatever it asks, as QEMU's server in C refuses it. */
    BLOCKING_LOCK_REFUSED,

    /**
     * Replies to GETATTR give a regular file a size of 2^63 bytes, which no {@code loff_t} holds.
     */
    SIZE_OUT_OF_RANGE,

    /** Replies to GETATTR call a directory, but for the root, a regular file. */
    DIRECTORY_BECOMES_FILE
}
