package dev.fuselage.devices.server;

/**
 * Who removes set-user-id, set-group-id and file capabilities when a file is written or changes
 * owner.
 */
public enum KillPriv {
    /** The guest, by requests of its own. virtiofsd's default. */
    GUEST,
    /** The server, always (FUSE_HANDLE_KILLPRIV). */
    V1,
    /**
     * The server, when a request says that the caller lacks CAP_FSETID (FUSE_HANDLE_KILLPRIV_V2).
     */
    V2
}
