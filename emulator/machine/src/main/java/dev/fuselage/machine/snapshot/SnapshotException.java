package dev.fuselage.machine.snapshot;

/** A snapshot that cannot be written or read; the message is one line for the user. */
public final class SnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is wrong, without the name of the file. */
    public SnapshotException(String message) {
        super(message);
    }

    /** The same with what caused it. */
    public SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
